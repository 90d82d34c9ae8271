"""Clips rendered on the machines of a Dask cluster; what comes back is put into this machine's cache.

The work is that of local processes. Dask hands it out and, when a worker is lost, hands it out again. Files go to a
worker once: it says what it lacks.
"""

from __future__ import annotations

import contextlib
import logging
import pickle
import queue
import tempfile
import uuid
import warnings
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from studio.rendering.clip import ClipJob, FinishedClip
from studio.rendering.cluster.process import Differs, Made, Order, environment_for
from studio.rendering.cluster.worker import Answer, ProcessEnded, keep_files, work
from studio.rendering.fingerprint import file_digest
from studio.rendering.messages import Failed
from studio.rendering.pool import Progress
from studio.rendering.store import keep_clip
from studio.system.errors import StudioError, UsageError, keep_log
from studio.system.files import appearing

if TYPE_CHECKING:
    from distributed import Client, Future

SECONDS_TO_ANSWER = 5
SECONDS_WITHOUT_WORKERS = 30
TIMES_AGAIN = 2
"""How often a clip is begun again whose process was ended from outside."""
AGAIN = "run again: finished clips are kept"


@dataclass(frozen=True)
class _Progressed:
    """So many frames of a clip are painted."""

    address: str
    frames: int


@dataclass(frozen=True)
class _Answered:
    """A worker has done with a clip, well or not."""

    address: str


@contextlib.contextmanager
def cluster_at(address: str) -> Iterator[Cluster]:
    """The cluster whose scheduler is at an address, such as ``10.0.0.5:8786``.

    Raises:
        UsageError: the package is not installed, or this is no address.
        StudioError: nobody answers there, or there are no workers.
    """
    try:
        from distributed import Client
    except ImportError:
        raise UsageError("--cluster needs the package distributed; install it with: make setup-cluster") from None
    for name in ("distributed", "distributed.client", "tornado", "tornado.application"):
        logging.getLogger(name).setLevel(logging.CRITICAL)  # what it has to say comes as errors
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of other versions: each piece of work compares them
        try:
            client = Client(address, timeout=SECONDS_TO_ANSWER, set_as_default=False)
        except ValueError as error:
            raise UsageError(f"--cluster {address}: {_first_line(error)}; an address is HOST:PORT") from None
        except TypeError as error:  # what Dask makes of tls:// without certificates
            if not address.startswith(("tls://", "wss://")):
                raise
            raise UsageError(
                f"--cluster {address}: TLS needs certificates, which Dask's configuration names "
                f"(distributed.comm.tls: ca-file, client.cert, client.key): docs/cluster.md ({_first_line(error)})"
            ) from None
        except OSError:
            raise StudioError(
                f"no Dask scheduler answers at {address}; start one with: .venv/bin/dask scheduler (docs/cluster.md)"
            ) from None
    with client:
        if not client.nthreads():
            raise StudioError(
                f"the scheduler at {address} has no workers; start some with: "
                f".venv/bin/dask worker {address} --nthreads 1 --nworkers 2"
            )
        yield Cluster(client, address)


class Cluster:
    """A scheduler that has workers; it renders ``pool.Elsewhere``."""

    def __init__(self, client: Client, address: str) -> None:
        self._client = client
        self._address = address

    def render(
        self, jobs: Sequence[ClipJob], keys: Mapping[str, str], progress: Progress, folder: Path
    ) -> dict[str, FinishedClip]:
        """Put clips into this machine's cache; both by their addresses; ``folder`` is for files of the moment.

        Raises StudioError with one line when a clip fails, workers have other code, or nobody is left to work.
        """
        return _ClusterRun(self._client, self._address, jobs, keys, progress, folder).run()


class _ClusterRun:
    """Clips on their way through the cluster."""

    def __init__(
        self,
        client: Client,
        address: str,
        jobs: Sequence[ClipJob],
        keys: Mapping[str, str],
        progress: Progress,
        folder: Path,
    ) -> None:
        self._client = client
        self._address = address
        self._jobs = {job.address: job for job in jobs}
        self._keys = keys
        self._progress = progress
        self._folder = folder
        self._topic = f"frames-{uuid.uuid4().hex}"
        self._heard: queue.Queue[_Progressed | _Answered] = queue.Queue()
        self._priority = {job.address: len(jobs) - place for place, job in enumerate(jobs)}
        self._asked: dict[str, Future] = {}
        self._finished: dict[str, FinishedClip] = {}
        self._digests: dict[Path, str] = {}
        self._files: dict[str, Path] = {}

    def run(self) -> dict[str, FinishedClip]:
        """Render the clips, the first ones first; gives them by their addresses."""
        self._client.subscribe_topic(self._topic, lambda event: self._heard.put(_Progressed(*event[1])))
        try:
            for job in self._jobs.values():
                self._ask(job)
            while self._asked:
                self._hear()
        finally:
            with contextlib.suppress(Exception):
                self._client.cancel(list(self._asked.values()))
                self._client.unsubscribe_topic(self._topic)
        return self._finished

    def _ask(self, job: ClipJob) -> None:
        """Have a clip rendered."""
        formulas = {path.name: self._digest(path) for path in sorted(job.formulas.glob("*.svg"))}
        order = Order(job, self._digest(Path(job.setting.trace_path)), formulas)
        future = self._client.submit(
            work,
            self._topic,
            job.address,
            (order.trace, *formulas.values()),
            (job.module, environment_for(job.module)),
            pickle.dumps(order),
            key=f"render-{uuid.uuid4().hex}",
            priority=self._priority[job.address],
            retries=TIMES_AGAIN,
        )
        self._asked[job.address] = future
        future.add_done_callback(lambda _: self._heard.put(_Answered(job.address)))

    def _digest(self, path: Path) -> str:
        """The digest of a file, which is read once."""
        if path not in self._digests:
            self._digests[path] = file_digest(path)
            self._files[self._digests[path]] = path
        return self._digests[path]

    def _hear(self) -> None:
        """Act on one message."""
        try:
            message = self._heard.get(timeout=SECONDS_WITHOUT_WORKERS)
        except queue.Empty:
            if not self._workers():
                raise StudioError(f"no worker is left; start some and {AGAIN}") from None
            return
        match message:
            case _Progressed(address, frames):
                if address in self._asked:
                    self._progress.painted(address, frames)
            case _Answered(address):
                self._take_answer(self._jobs[address], self._asked.pop(address))

    def _take_answer(self, job: ClipJob, future: Future) -> None:
        """Take a finished clip, send what a worker lacks, or raise StudioError with what went wrong."""
        answer = self._result(job, future)
        if not answer.content:
            self._send(answer.worker, answer.lacks)
            self._ask(job)
            return
        match pickle.loads(answer.content):
            case Failed(line, traceback):
                raise StudioError(f"{line} (on {answer.worker}){keep_log(job.address, traceback)}")
            case Differs(there):
                raise StudioError(_difference(answer.worker, environment_for(job.module), there))
            case Made() as made:
                self._keep(job, made)

    def _result(self, job: ClipJob, future: Future) -> Answer:
        """What a worker's process answered, or StudioError with what went wrong instead."""
        from distributed import KilledWorker

        if future.status != "error":
            with self._in_touch():
                return future.result()  # type: ignore[no-any-return]
        error = future.exception()
        if isinstance(error, ProcessEnded):
            why = f"the process was ended from outside ({error}), {TIMES_AGAIN + 1} times; {AGAIN}"
        elif isinstance(error, KilledWorker):
            why = f"{error.allowed_failures + 1} workers were lost while they had it; {AGAIN}"
        else:
            why = f"the workers cannot do it ({type(error).__name__}: {_first_line(error)}); each needs this checkout"
        raise StudioError(f"{job.address}: {why}")

    def _workers(self) -> dict[str, int]:
        """The workers' addresses, and how much each does at a time."""
        with self._in_touch():
            found = self._client.nthreads(callback_timeout=SECONDS_WITHOUT_WORKERS)  # a stopped one never answers
            return found  # type: ignore[no-any-return]

    @contextlib.contextmanager
    def _in_touch(self) -> Iterator[None]:
        """In the block the scheduler is asked; StudioError when it is gone."""
        from distributed.client import CancelledError

        try:
            yield
        except (CancelledError, OSError) as error:
            raise StudioError(f"lost the scheduler at {self._address} ({_first_line(error)}); {AGAIN}") from None

    def _keep(self, job: ClipJob, made: Made) -> None:
        """Put what came back where a local process would have put it."""
        folder = Path(tempfile.mkdtemp(dir=self._folder))
        for place, files in ((folder, made.files), (job.formulas, made.formulas)):
            for name, content in files.items():
                with appearing(place / name) as temporary:
                    temporary.write_bytes(content)
                self._digests.pop(place / name, None)
        self._finished[job.address] = keep_clip(folder, made.facts, self._keys[job.address])
        self._progress.finished(made.facts)

    def _send(self, worker: str, lacks: Sequence[str]) -> None:
        """Send a worker what it lacks; one that is gone by now needs nothing."""
        files = {digest: self._files[digest].read_bytes() for digest in lacks}
        with self._in_touch():
            errors = self._client.run(keep_files, files, workers=[worker], on_error="return")
        if (error := errors.get(worker)) is not None and worker in self._workers():
            raise StudioError(f"{worker} cannot keep the files that it needs: {_first_line(error)}")


def _difference(worker: str, here: Mapping[str, str], there: Mapping[str, str]) -> str:
    """One line about what a worker has in other versions."""
    names = [name for name in sorted({*here, *there}) if here.get(name) != there.get(name)]
    told = [_told(name, here.get(name, "none"), there.get(name, "none")) for name in names[:3]]
    more = f" and {len(names) - 3} more" if len(names) > 3 else ""
    return (
        f"the worker {worker} is not as this machine: {', '.join(told)}{more}; both need the same checkout and set-up"
    )


def _told(name: str, here: str, there: str) -> str:
    is_digest = all(len(state) == 64 or state in ("", "none") for state in (here, there))
    return f"another {name}" if is_digest else f"{name} is {there} there and {here} here"


def _first_line(error: BaseException) -> str:
    return next(iter(str(error).splitlines()), "") or type(error).__name__
