"""Work in shares on several processes that are ready before the clock starts."""

import multiprocessing
import time
from collections.abc import Callable, Sequence
from multiprocessing.connection import Connection, wait

Share = tuple[int, int]
"""First frame and number of frames."""
Work = Callable[[Share], bytes]


def timed(prepare: Callable[[], Work], shares: Sequence[Share], processes: int) -> tuple[float, list[bytes]]:
    """Seconds from the first share handed out to the last result, and the results in the order of the shares.

    Every process calls `prepare`, which must be picklable, and does the first share once before the clock starts.
    Raises RuntimeError when a process ends early.
    """
    context = multiprocessing.get_context("spawn")
    pairs = [context.Pipe() for _ in range(processes)]
    crew = [
        context.Process(target=_serve, args=(theirs, prepare, shares[0]), daemon=True) for _, theirs in pairs
    ]
    for process, (_, theirs) in zip(crew, pairs, strict=True):
        process.start()
        theirs.close()
    try:
        return _share_out([ours for ours, _ in pairs], shares)
    except EOFError:
        raise RuntimeError("A process of the benchmark ended early; its message is above.") from None
    finally:
        for process in crew:
            process.terminate()
            process.join()


def _serve(line: Connection, prepare: Callable[[], Work], rehearsal: Share) -> None:
    work = prepare()
    work(rehearsal)
    line.send_bytes(b"")
    while True:
        line.send_bytes(work(line.recv()))


def _share_out(lines: list[Connection], shares: Sequence[Share]) -> tuple[float, list[bytes]]:
    for line in lines:
        line.recv_bytes()
    results = [b""] * len(shares)
    busy: dict[Connection, int] = {}
    free, waiting = list(lines), list(range(len(shares)))
    begin = time.perf_counter()
    while waiting or busy:
        while free and waiting:
            line, number = free.pop(), waiting.pop(0)
            line.send(shares[number])
            busy[line] = number
        for line in wait(list(busy)):
            assert isinstance(line, Connection)
            results[busy.pop(line)] = line.recv_bytes()
            free.append(line)
    return time.perf_counter() - begin, results
