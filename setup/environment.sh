#!/bin/sh
# Makes .venv from a lock file: `sh setup/environment.sh runtime|dev`. Does nothing when it fits already.
set -eu
kind=${1:-runtime}
root=$(cd "$(dirname "$0")/.." && pwd)
cd "$root"
venv=$root/.venv
unset PYTHONPATH PYTHONHOME || true

fits() { # a stamp holds the checksum of the lock file that was installed
    [ -x "$venv/bin/python" ] && [ -f "$venv/.fits-$1" ] && [ "$(cat "$venv/.fits-$1")" = "$(sum "$1")" ]
}
sum() { printf '%s %s' "$(cksum < "requirements/$1.lock")" "$root"; }

# The set for development holds all of the other.
if fits dev || { [ "$kind" = runtime ] && fits runtime; }; then exit 0; fi

python=
for name in ${PYTHON:-} python3.11 python3.12 python3.13 python3.14 python3; do
    if command -v "$name" >/dev/null 2>&1 && "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
        python=$name
        break
    fi
done
if [ -z "$python" ]; then
    echo "Python 3.11 or newer is needed: apt-get install -y python3 python3-venv" >&2
    exit 1
fi

if ! "$venv/bin/python" -c '' 2>/dev/null || ! "$venv/bin/python" -m pip --version >/dev/null 2>&1; then
    echo "Making the virtual environment in .venv ..."
    if ! "$python" -c 'import ensurepip' 2>/dev/null; then
        version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
        echo "The module venv is missing: apt-get install -y python$version-venv" >&2
        exit 1
    fi
    rm -rf "$venv"
    "$python" -m venv "$venv"
fi

rm -f "$venv"/.fits-*
echo "Installing requirements/$kind.lock ..."
if [ -x "$venv/bin/uv" ] || "$venv/bin/python" -m pip install -q --disable-pip-version-check uv==0.13.9; then
    VIRTUAL_ENV=$venv "$venv/bin/uv" pip sync -q --require-hashes "requirements/$kind.lock"
else
    echo "uv cannot be installed, using pip (slower) ..."
    "$venv/bin/python" -m pip install -q --disable-pip-version-check --require-hashes -r "requirements/$kind.lock"
fi

# The checkout itself: importable, and the command `orderloom`.
site=$("$venv/bin/python" -c 'import sysconfig; print(sysconfig.get_path("purelib"))')
echo "$root/src" > "$site/orderloom.pth"
cat > "$venv/bin/orderloom" <<'COMMAND'
#!/bin/sh
exec "$(dirname "$(readlink -f "$0")")/python" -m orderloom.config.cli "$@"
COMMAND
chmod 755 "$venv/bin/orderloom"
sum "$kind" > "$venv/.fits-$kind"
