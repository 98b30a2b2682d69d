"""Run a command and wait for all of its descendants: ``python launch.py COMMAND...``.

The last line that it prints has their seconds of processor time, KiB of the largest, and the time it took.
It adopts the orphans among them (prctl(2), ``PR_SET_CHILD_SUBREAPER``), so that the kernel's own account of
what was waited for has every process. It is a script of its own because a process starts with the peak memory
of the one it was begun from (getrusage(2)): whatever imports more than this would be measured with it.
"""

import ctypes
import os
import resource
import subprocess
import sys
import time

_SUBREAPER = 36
"""``PR_SET_CHILD_SUBREAPER`` of linux/prctl.h."""


def main() -> None:
    ctypes.CDLL(None).prctl(_SUBREAPER, 1, 0, 0, 0)
    start = time.perf_counter()
    command = subprocess.Popen(sys.argv[1:])
    code = 0
    while True:
        try:
            process, status = os.wait()
        except ChildProcessError:
            break
        if process == command.pid:
            code = command.returncode = os.waitstatus_to_exitcode(status)
            wall = time.perf_counter() - start
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(f"\n{used.ru_utime + used.ru_stime} {used.ru_maxrss} {wall}")
    sys.exit(code)


if __name__ == "__main__":
    main()
