"""Running a program as an ordinary user where root started us: PostgreSQL refuses to run as root.

Where that user may not enter a folder above ours (a clone below /root), the program gets the one capability to do
so; no folder's mode is changed that we did not make.
"""

import os
import pwd
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from countersign.errors import Misconfigured

#: In the order of preference; `nobody` is everywhere.
USERS = ("postgres", "nobody")
#: The third makes access(2), with which PostgreSQL looks for its own programs, heed the capability too.
_ENTER_ANY_FOLDER = (
    "--inh-caps=+dac_override",
    "--ambient-caps=+dac_override",
    "--securebits=+no_setuid_fixup",
)


def command_prefix(folder: Path, program: Path) -> list[str]:
    """The words before the command (none when we are not root); the folder is given to the user it will run as."""
    if os.geteuid() != 0:
        return []
    user = _user_of(folder)
    os.chown(folder, user.pw_uid, user.pw_gid)
    folder.chmod(0o700)
    plain = ["setpriv", f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups"]
    if shutil.which("setpriv"):
        for prefix in (plain, [*plain, *_ENTER_ANY_FOLDER]):
            if _can_work(prefix, folder, program):
                return prefix
    raise Misconfigured(
        f"{program.name} does not run as root, and the user {user.pw_name} cannot reach {folder} or {program}. "
        "Nothing was started; move the checkout to a folder that everybody may enter (/opt, /srv), install setpriv "
        "(Debian: util-linux), or run it as an ordinary user."
    )


def _user_of(folder: Path) -> pwd.struct_passwd:
    """Whoever owns the data already, else the first of USERS that this machine has."""
    data = folder / "data"
    if data.exists() and (owner := data.stat().st_uid) != 0:
        return pwd.getpwuid(owner)
    there = {user.pw_name: user for user in pwd.getpwall()}
    for name in USERS:
        if name in there:
            return there[name]
    raise Misconfigured(f"None of the users {', '.join(USERS)} is on this machine. Run it as an ordinary user.")


def _can_work(prefix: Sequence[str], folder: Path, program: Path) -> bool:
    """Try it: modes alone do not tell, there are access lists and read-only mounts."""
    probe = ["sh", "-c", '"$0" --version && test -w "$1" && test -x "$1"', str(program), str(folder)]
    done = subprocess.run([*prefix, *probe], cwd="/", capture_output=True, stdin=subprocess.DEVNULL)
    return done.returncode == 0
