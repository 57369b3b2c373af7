"""Runs the contract tests against one stripe-stub program and says how many ran: none is a failure.

usage: run.py PROGRAM
"""

import pathlib
import sys
import unittest

import house

if __name__ == "__main__":
    house.Contract.stub = house.StubProgram(sys.argv[1])
    try:
        here = str(pathlib.Path(__file__).parent)
        suite = unittest.defaultTestLoader.discover(here, pattern="test_*.py", top_level_dir=here)
        result = unittest.TextTestRunner(verbosity=1).run(suite)
    finally:
        house.Contract.stub.stop()
    print(f"contract: {result.testsRun} tests ran, {len(result.failures) + len(result.errors)} failed")
    sys.exit(0 if result.wasSuccessful() and result.testsRun > 0 else 1)
