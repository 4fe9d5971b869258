"""mariadb.py: a MariaDB of our own, from Debian's packages, on a socket in a folder."""

import os
import shutil
import signal
import subprocess
import tempfile
import time

FOLDERS = ("/usr/sbin", "/usr/bin", "/usr/local/sbin", "/usr/local/bin", "/usr/libexec")
USER = ["--user=root"] if os.geteuid() == 0 else []

# What docs/OPERATIONS.md advises for a server of 2 GB.
SETTINGS = ["--innodb-buffer-pool-size=1G", "--innodb-log-file-size=1G", "--innodb-flush-log-at-trx-commit=1"]


def find(name):
    return shutil.which(name, path=":".join(FOLDERS))


def is_there():
    return bool(find("mariadbd") and find("mariadb-install-db") and find("mariadb"))


class MariaDB:
    """The server, for the length of a `with`; `parent` is where its folder is made."""

    def __init__(self, parent=None, settings=tuple(SETTINGS)):
        self.folder = tempfile.mkdtemp(prefix="mariadb-", dir=parent)
        self.socket = os.path.join(self.folder, "socket")
        self.settings = settings
        self.process = None
        # One that starts removes the temporary tables in the folder it shares with others.
        self.own = [f"--datadir={self.folder}/data", f"--tmpdir={self.folder}"]

    def __enter__(self):
        with open(os.path.join(self.folder, "install.log"), "wb") as log:
            subprocess.run([find("mariadb-install-db"), "--no-defaults", "--skip-test-db", "--skip-name-resolve",
                            "--auth-root-authentication-method=normal", *self.own, *USER],
                           stdout=log, stderr=log, check=True)
        self.start()
        return self

    def start(self):
        with open(os.path.join(self.folder, "log"), "ab") as log:
            self.process = subprocess.Popen(
                [find("mariadbd"), "--no-defaults", "--skip-networking", "--skip-name-resolve",
                 "--performance-schema=OFF", *self.own, f"--socket={self.socket}",
                 f"--pid-file={self.folder}/pid", *self.settings, *USER], stdout=log, stderr=log)
        for _ in range(600):
            if self.run("SELECT 1", check=False) == 0:
                return
            time.sleep(0.05)
        raise RuntimeError(f"MariaDB does not answer: see {self.folder}/log")

    def run(self, statement, check=True):
        return subprocess.run([find("mariadb"), "--no-defaults", "-uroot", f"--socket={self.socket}", "-e", statement],
                              stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=check).returncode

    def fresh(self, name):
        """The address of a new, empty database."""
        self.run(f"DROP DATABASE IF EXISTS {name}; CREATE DATABASE {name}")
        return f"mysql://root@localhost/{name}?socket={self.socket}"

    def send(self, which):
        self.process.send_signal(which)

    def __exit__(self, *_):
        self.send(signal.SIGKILL)  # the folder goes, so nothing needs to be saved
        self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)
