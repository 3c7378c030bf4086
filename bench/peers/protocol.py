"""The protocol of bench/src/protocol.ts for Python: one JSON request a line in, one JSON reply a line out.

A program is a class with `prepare(folder, parameters)`, `run(settings)` (timed; returns a dictionary of numbers) and, if
arrays are to be checked, `output(folder)`; `threads`, if it uses fewer than it may. Importing what it needs happens in `prepare`, so that a package that is not
installed is reported by name.
"""
import gc
import importlib.metadata
import json
import os
import sys
import time

THREADS = int(os.environ.get("BENCH_THREADS", "1"))


def _limit_threads():
    """Some libraries (XLA) take as many threads as there are processors, whatever they are told."""
    if hasattr(os, "sched_setaffinity"):
        allowed = sorted(os.sched_getaffinity(0))
        os.sched_setaffinity(0, allowed[:THREADS])


def versions(*packages):
    found = {package: importlib.metadata.version(package) for package in packages}
    found["python"] = ".".join(map(str, sys.version_info[:3]))
    return found


def _resident():
    with open("/proc/self/status") as status:
        return {line.split(":")[0]: int(line.split()[1]) * 1024 for line in status if line.startswith("Vm")}


def _memory(key):
    try:
        return _resident()[key]
    except OSError:  # not Linux
        import resource

        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def _mark():
    try:
        with open("/proc/self/clear_refs", "w") as clear:
            clear.write("5")
    except OSError:
        pass


def serve(programs):
    replies = os.fdopen(os.dup(1), "w", buffering=1)
    os.dup2(2, 1)  # what a library prints goes to standard error
    _limit_threads()
    program = programs[sys.argv[1]]()
    before = 0
    for line in sys.stdin:
        request = json.loads(line)
        try:
            if request["do"] == "prepare":
                found = program.prepare(request["folder"], request["parameters"])
                reply = {"versions": found, "threads": getattr(program, "threads", THREADS)}
                gc.collect()
                _mark()
                before = _memory("VmRSS")
            elif request["do"] == "run":
                gc.collect()
                start = time.perf_counter()
                for _ in range(request["count"]):
                    values = program.run(request["settings"])
                seconds = time.perf_counter() - start
                reply = {"seconds": seconds, "values": {key: float(value) for key, value in values.items()}}
            elif request["do"] == "output":
                program.output(request["folder"])
                reply = {}
            else:
                reply = {"before": before, "peak": _memory("VmHWM")}
        except ModuleNotFoundError as error:
            reply = {"missing": error.name}
        except Exception as error:  # reported, never swallowed: the row says what the peer said
            reply = {"error": f"{type(error).__name__}: {error}"[:300]}
        replies.write(json.dumps(reply) + "\n")
