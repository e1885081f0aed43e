"""Snapshots in memory: every task that is not final, and the newest of those that are."""

from collections import Counter, OrderedDict

from msgspec.structs import replace

from laterna.tasks.task import Task

_FINAL_KEPT = 5_000
_GONE_KEPT = 10_000


class TaskCache:
    """Never goes back: an older snapshot does not take the place of a newer one."""

    def __init__(self, final_kept: int = _FINAL_KEPT) -> None:
        """`final_kept`: how many final tasks to keep, the ones asked for last."""
        self._live: dict[int, Task] = {}
        self._final: OrderedDict[int, Task] = OrderedDict()
        self._final_kept = final_kept
        self._gone: OrderedDict[int, None] = OrderedDict()
        self._per_key: Counter[tuple[str, str]] = Counter()

    def find(self, task_id: int) -> Task | None:
        """The newest snapshot known, or None."""
        task = self._live.get(task_id)
        if task is None:
            task = self._final.get(task_id)
            if task is not None:
                self._final.move_to_end(task_id)
        return task

    def apply(self, task: Task) -> bool:
        """Takes a snapshot in. True when it is news."""
        if task.id in self._gone:
            return False
        known = self._live.get(task.id) or self._final.get(task.id)
        if known is not None and known.version >= task.version:
            return False
        if known is not None and known.progress > task.progress:
            task = replace(task, progress=known.progress)
        owner = (task.tenant, task.key_id)
        was_live = task.id in self._live
        if task.state.final:
            if was_live:
                del self._live[task.id]
                self._lower(owner)
            self._keep_final(task)
        else:
            self._live[task.id] = task
            if not was_live:
                self._per_key[owner] += 1
        return True

    def advance(self, task_id: int, worker: str, percent: int) -> Task | None:
        """Raises the progress of a live task that this worker holds. None when that changes nothing."""
        task = self._live.get(task_id)
        if task is None or task.worker != worker or percent <= task.progress:
            return None
        changed = replace(task, progress=percent)
        self._live[task_id] = changed
        return changed

    def forget(self, task_id: int) -> None:
        """Drops a removed task, and refuses snapshots of it that a slow reader may still bring."""
        self._final.pop(task_id, None)
        self._gone[task_id] = None
        while len(self._gone) > _GONE_KEPT:
            self._gone.popitem(last=False)

    def live_count(self, tenant: str, key_id: str) -> int:
        """How many tasks of a key are not final."""
        return self._per_key[(tenant, key_id)]

    def _keep_final(self, task: Task) -> None:
        self._final[task.id] = task
        self._final.move_to_end(task.id)
        while len(self._final) > self._final_kept:
            self._final.popitem(last=False)

    def _lower(self, owner: tuple[str, str]) -> None:
        self._per_key[owner] -= 1
        if not self._per_key[owner]:
            del self._per_key[owner]
