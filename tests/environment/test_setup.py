"""`dev/setup` where it fails: it says why, in the words of what failed. Debian is a stand-in."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
EXPIRED = 'E: Release file for http://deb.example/debian/dists/sid/InRelease is expired'
# Debian's mirror, whose list of unstable is too old for who looks at that.
APT = f"""#!/bin/sh
echo "$@" >>"$CALLS"
case " $* " in
    *" indextargets "*) echo http://deb.example/debian bookworm ;;
    *" update "*)
        case " $* " in *" Acquire::Check-Valid-Until=false "*) exit 0 ;; esac
        echo 'Get:1 http://deb.example/debian sid InRelease'
        echo '{EXPIRED} (invalid since 20d 3h).'
        exit 100 ;;
    *" download "*) touch odoo-19.deb && grep -q 'signed-by=' ../sources.list ;;
    *) echo 'Reading package lists...'
        echo 'E: Unable to locate package chromium'
        exit 100 ;;
esac
"""
DOWNLOAD = """
source dev/lib.sh
source dev/debian.sh
env=$1
mkdir -p "$env/log" "$cache"
debian_odoo
"""


@pytest.fixture
def machine(tmp_path):
    """Give the environment of a machine with all programs of this one, but for some."""
    programs = tmp_path / 'bin'
    programs.mkdir()
    for folder in reversed(os.get_exec_path()):
        for program in Path(folder).iterdir() if Path(folder).is_dir() else ():
            if not program.name.startswith(('chrom', 'google-chrome', 'apt-get', 'dpkg-deb')):
                (programs / program.name).unlink(missing_ok=True)
                (programs / program.name).symlink_to(program)
    write(programs / 'apt-get', APT)
    write(programs / 'dpkg-deb', '#!/bin/sh\nmkdir -p "$3"')
    write(programs / 'sudo', '#!/bin/sh\n[ "$1" = -n ] && shift\nexec "$@"')
    return {
        'PATH': str(programs), 'HOME': str(tmp_path), 'CALLS': str(tmp_path / 'calls'),
        'XDG_CACHE_HOME': str(tmp_path / 'cache'),
    }


def write(program, text):
    program.unlink(missing_ok=True)
    program.write_text(text)
    program.chmod(0o755)


def run(machine, *command, folder=ROOT):
    return subprocess.run(
        command, env=machine, cwd=folder, capture_output=True, text=True, check=False, timeout=120)


def test_an_expired_list_of_unstable_will_do(machine, tmp_path):
    done = run(machine, 'bash', '-c', DOWNLOAD, 'sh', str(tmp_path))
    assert not done.returncode, done.stderr
    calls = (tmp_path / 'calls').read_text()
    assert 'update' in calls and 'download' in calls
    for unsigned in ('AllowUnauthenticated', 'AllowInsecure', 'AllowWeak'):
        assert unsigned not in calls


def test_a_failed_download_is_told_in_apts_words(machine, tmp_path):
    write(tmp_path / 'bin' / 'apt-get', APT.replace('Check-Valid-Until', 'Nothing'))
    done = run(machine, 'bash', '-c', DOWNLOAD, 'sh', str(tmp_path))
    assert done.returncode == 1
    assert EXPIRED in done.stderr


def test_packages_that_cannot_be_installed_are_told_in_apts_words(machine, tmp_path):
    checkout = tmp_path / 'checkout'
    shutil.copytree(ROOT / 'dev', checkout / 'dev')
    done = run(machine, 'dev/setup', folder=checkout)
    assert done.returncode == 1
    assert 'apt-get could not install' in done.stderr
    assert EXPIRED in done.stderr  # of `apt-get update`, which comes first


def test_without_errors_the_last_words_are_told(tmp_path):
    (tmp_path / 'log').mkdir()
    (tmp_path / 'log' / 'pip.log').write_text("one\n\ntwo\nthree\n\nfour\n")
    said = run(dict(os.environ), 'bash', '-c', f'source dev/lib.sh; env={tmp_path}; said pip')
    assert said.stdout.splitlines() == ['It says:', 'two', 'three', 'four']
