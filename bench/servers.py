# The servers under measure and the fake Stripe: how each is started, watched in /proc and stopped.
import os
import shutil
import signal
import socket
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
FAKE_PORTS = {"fast": 18121, "late": 18122}
# A peer's port is its base, and one more for the instance that speaks to the late Stripe.
PEER_PORTS = {"fermata": 18130, "nginx": 18140, "express": 18150, "fastapi": 18160}
SECRET_KEY = "sk_test_bench"
FORM = (
    "amount=1250&currency=usd&customer=cus_Bench&payment_method=pm_1BenchCard0000000000001"
    "&capture_method=manual&confirm=true&off_session=true&automatic_payment_methods[enabled]=true"
    "&automatic_payment_methods[allow_redirects]=never&metadata[type]=lessons-payment&description=Guitar+lesson"
)
CLOCK_TICKS = os.sysconf("SC_CLK_TCK")
PAGE_KB = os.sysconf("SC_PAGE_SIZE") // 1024


@dataclass
class Tools:
    binary: Path
    venv: Path
    workspace: Path


class Server:
    """A program and its children, held together by a session of their own."""

    def __init__(self, name, port, command, workspace, settings=None):
        self.name = name
        self.port = port
        self.log = workspace / f"{name}-{port}.log"
        refuse_taken(port)
        with open(self.log, "wb") as log:
            self.began = time.monotonic()
            self.process = subprocess.Popen(
                command, cwd=workspace, env=os.environ | (settings or {}), stdin=subprocess.DEVNULL,
                stdout=log, stderr=log, start_new_session=True)

    def wait_until_answering(self, path="/healthz", seconds_max=20):
        """Seconds from the start to the first answer with status 200."""
        while time.monotonic() - self.began < seconds_max:
            if self.process.poll() is not None:
                break
            if ask(self.port, "GET", path)[0] == 200:
                return time.monotonic() - self.began
            time.sleep(0.0005)
        raise SystemExit(f"bench: {self.name} did not start:\n{self.log.read_text()[-2000:]}")

    def process_ids(self):
        for entry in os.scandir("/proc"):
            if entry.name.isdigit() and (fields := stat_fields(entry.name)) and int(fields[3]) == self.process.pid:
                yield int(entry.name)

    def cpu_seconds(self):
        """User and system time of all processes, those that ended and were waited for included."""
        stats = [stat_fields(pid) for pid in self.process_ids()]
        return sum(sum(map(int, fields[11:15])) for fields in stats if fields) / CLOCK_TICKS

    def memory_mb(self):
        """Resident and proportional memory; the first counts what processes share once for each."""
        rss = pss = 0
        for pid in self.process_ids():
            try:
                rss += int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * PAGE_KB
                rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
                pss += next(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:"))
            except (FileNotFoundError, ProcessLookupError):
                continue
        return rss / 1024, pss / 1024

    def stop(self):
        signal_session(self.process.pid, signal.SIGTERM)
        try:
            self.process.wait(3)
        except subprocess.TimeoutExpired:
            pass
        signal_session(self.process.pid, signal.SIGKILL)
        self.process.wait()


def signal_session(leader, number):
    # The leader may be gone and its children not: the group lives on.
    try:
        os.killpg(leader, number)
    except ProcessLookupError:
        pass


def stat_fields(pid):
    """The fields of /proc/PID/stat after the name: proc(5) counts these from 3."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return None


def refuse_taken(port):
    with socket.socket() as probe:
        if probe.connect_ex(("127.0.0.1", port)) == 0:
            raise SystemExit(f"bench: port {port} is taken; another run may be alive")


def ask(port, method, path, body=b""):
    """Status and body of one request on a connection of its own; 0 when nobody listens."""
    head = (f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n")
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
            connection.sendall(head.encode() + body)
            answer = b"".join(iter(lambda: connection.recv(65536), b""))
    except OSError:
        return 0, b""
    top, _, rest = answer.partition(b"\r\n\r\n")
    return (int(top.split()[1]) if top else 0), rest


def nginx(name, port, template, words, workspace):
    text = template.read_text()
    for word, value in words.items():
        text = text.replace(f"@{word}@", str(value))
    folder = workspace / f"{name}-{port}"
    folder.mkdir()
    (folder / "nginx.conf").write_text(text)
    program = shutil.which("nginx") or "/usr/sbin/nginx"
    return Server(name, port, [program, "-p", folder, "-c", folder / "nginx.conf"], workspace)


def start_fake(workspace):
    words = {
        "METHODS": (HERE / "fake/payment-methods.json").read_text().strip(),
        "INTENT": (HERE / "fake/intent.json").read_text().strip(),
        "FAST": FAKE_PORTS["fast"], "LATE": FAKE_PORTS["late"],
    }
    return nginx("fake", FAKE_PORTS["fast"], HERE / "fake/nginx.conf.in", words, workspace)


def start_peer(name, stripe, tools):
    """One server in front of the fast or the late Stripe."""
    port = PEER_PORTS[name] + (stripe == "late")
    stripe_port = FAKE_PORTS[stripe]
    settings = {"PORT": str(port), "STRIPE_PORT": str(stripe_port), "STRIPE_SECRET_KEY": SECRET_KEY,
                "STRIPE_API_BASE": f"http://127.0.0.1:{stripe_port}", "NODE_ENV": "production",
                "NODE_PATH": "/usr/share/nodejs", "PYTHONPATH": str(HERE / "peers"),
                "PYTHONDONTWRITEBYTECODE": "1", "DATA_DIR": str(tools.workspace / f"data-{port}")}
    if name == "nginx":
        words = {"PORT": port, "STRIPE": stripe_port, "FORM": f'"{FORM}"'}
        return nginx(name, port, HERE / "peers/nginx.conf.in", words, tools.workspace)
    command = {
        "fermata": [tools.binary, "serve"],
        "express": ["node", HERE / "peers/express.js"],
        "fastapi": [tools.venv / "bin/uvicorn", "fastapi_peer:app", "--host", "127.0.0.1", "--port", str(port),
                    "--workers", "2", "--no-access-log", "--log-level", "warning"],
    }[name]
    return Server(name, port, command, tools.workspace, settings)
