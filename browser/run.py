"""Runs the browser tests against one fermata program and says how many ran: none is a failure.

usage: run.py PROGRAM CHROMIUM [SCREENSHOTS [NAME...]]
SCREENSHOTS is a folder for pictures of every page, or an empty text. NAMEs pick tests: part of a test's name each.
"""

import pathlib
import sys
import unittest

from playwright.sync_api import sync_playwright

import house

if __name__ == "__main__":
    program, chromium, *rest = sys.argv[1:]
    screenshots, names = "".join(rest[:1]), rest[1:]
    here = str(pathlib.Path(__file__).parent)
    loader = unittest.TestLoader()
    loader.testNamePatterns = [f"*{name}*" for name in names] or None
    suite = loader.discover(here, pattern="test_*.py", top_level_dir=here)
    shop = house.ShopProgram(program)
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium, args=house.LOOPBACK_ONLY)
            house.BrowserTest.shop = shop
            house.BrowserTest.browser = browser
            house.BrowserTest.screenshots = pathlib.Path(screenshots) if screenshots else None
            result = unittest.TextTestRunner(verbosity=2).run(suite)
            browser.close()
    finally:
        shop.stop()
    print(f"browser: {result.testsRun} tests ran, {len(result.failures) + len(result.errors)} failed")
    sys.exit(0 if result.wasSuccessful() and result.testsRun > 0 else 1)
