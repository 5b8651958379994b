"""The contract that every backend keeps under every start method, in real subjects."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import pytest
from laboratories import PATIENCE_SECONDS, run_case, run_serial, subject_with, workers_of
from pythons import python_since

from corecurve.bench.errors import SubjectError
from corecurve.bench.measuring.planning import START_METHODS
from corecurve.bench.subjects.interpreter import find_interpreter
from corecurve.bench.subjects.laboratory import Laboratory
from corecurve.bench.subjects.subject import OrderFailed, Subject
from corecurve.core.backends import BACKENDS, find_backend
from corecurve.core.case import Case

Way = tuple[str, str | None]

WAYS: list[Way] = [
    (name, method)
    for name in BACKENDS
    if name != "serial"
    for method in (START_METHODS if find_backend(name).uses_processes else (None,))
]
PROCESS_WAYS = [way for way in WAYS if way[1] is not None]
every_way = pytest.mark.parametrize("way", WAYS, ids=lambda way: "-".join(filter(None, way)))
every_process_way = pytest.mark.parametrize("way", PROCESS_WAYS, ids=lambda way: "-".join(way))


@pytest.fixture(scope="module")
def own_laboratory() -> Iterator[Laboratory]:
    with Laboratory(find_interpreter(None)) as laboratory:
        yield laboratory


@pytest.fixture(scope="module")
def newest_laboratory() -> Iterator[Laboratory | None]:
    path = python_since("3.14")
    if path is None:
        yield None
        return
    with Laboratory(find_interpreter(str(path))) as laboratory:
        yield laboratory


class Subjects:
    """Sound subjects, one for each workload and interpreter, for all the checks that do them no harm."""

    def __init__(self) -> None:
        self._kept: dict[tuple[Laboratory, str], Subject] = {}
        self._open = ExitStack()

    @contextmanager
    def keep(self, laboratory: Laboratory, variable: str) -> Iterator[Subject]:
        """The subject of this workload; after a failure the next check gets a fresh one."""
        key = (laboratory, variable)
        if key not in self._kept:
            self._kept[key] = self._open.enter_context(subject_with(laboratory, variable))
        try:
            yield self._kept[key]
        except BaseException:
            del self._kept[key]
            raise

    def end(self) -> None:
        """Ends them all."""
        self._open.close()


@pytest.fixture(scope="module")
def subjects(own_laboratory: Laboratory, newest_laboratory: Laboratory | None) -> Iterator[Subjects]:
    subjects = Subjects()
    yield subjects
    subjects.end()


@pytest.fixture
def laboratory(way: Way, own_laboratory: Laboratory, newest_laboratory: Laboratory | None) -> Laboratory:
    """Our own interpreter's, or the newest one's for a backend that ours lacks."""
    if find_backend(way[0]).why_unavailable() is None:
        return own_laboratory
    if newest_laboratory is None:
        pytest.skip(f"{way[0]} needs a newer Python, and none was found on this machine")
    return newest_laboratory


@every_way
@pytest.mark.parametrize("workers", [1, 2, 5])
def test_results_are_the_serial_ones_and_every_worker_is_really_up(
    subjects: Subjects, laboratory: Laboratory, way: Way, workers: int
) -> None:
    with subjects.keep(laboratory, "squares") as subject:
        run_serial(subject)
        answer = run_case(subject, *way, workers)
        assert answer["workers_observed"] == workers
        assert len(answer["rounds"][0]["task_wall_seconds"]) == 12
        assert answer["rounds"][0]["wall_seconds"] > 0
        assert answer["rounds"][0]["startup_seconds"] > 0
        assert answer["rounds"][0]["stop_seconds"] > 0


@every_way
def test_several_rounds_run_on_the_same_workers(subjects: Subjects, laboratory: Laboratory, way: Way) -> None:
    with subjects.keep(laboratory, "squares") as subject:
        run_serial(subject)
        answer = run_case(subject, *way, 2, rounds=3)
        assert [len(one["task_wall_seconds"]) for one in answer["rounds"]] == [12] * 3
        assert ["startup_seconds" in one for one in answer["rounds"]] == [True, False, False]
        assert ["stop_seconds" in one for one in answer["rounds"]] == [True, False, False]


@every_way
def test_nothing_is_alive_after_a_round(subjects: Subjects, laboratory: Laboratory, way: Way) -> None:
    with subjects.keep(laboratory, "squares") as subject:
        run_case(subject, *way, 3)
        assert workers_of(subject) == []


@every_way
def test_more_workers_than_tasks_and_no_tasks_at_all_are_fine(
    subjects: Subjects, laboratory: Laboratory, way: Way
) -> None:
    with subjects.keep(laboratory, "empty") as subject:
        run_serial(subject)
        assert run_case(subject, *way, 2)["workers_observed"] == 2


@every_way
def test_the_workers_cpu_time_is_in_the_rounds(subjects: Subjects, laboratory: Laboratory, way: Way) -> None:
    with subjects.keep(laboratory, "burning") as subject:
        answer = run_case(subject, *way, 2)["rounds"][0]
        in_tasks = sum(answer["task_cpu_seconds"])
        assert in_tasks > 0
        assert answer["cpu_seconds"] >= 0.9 * in_tasks


def assert_fails(
    laboratory: Laboratory,
    way: Way,
    variable: str,
    reason: str,
    *,
    error: type[SubjectError] = OrderFailed,
    has_serial: bool = False,
    deadline_seconds: float = PATIENCE_SECONDS,
) -> None:
    """A round of this workload goes wrong for this reason. The subject is then ended as the harness ends it."""
    with subject_with(laboratory, variable, is_broken=True) as subject:
        if has_serial:
            run_serial(subject)
        with pytest.raises(error, match=reason):
            run_case(subject, *way, 2, deadline_seconds=deadline_seconds)


@every_way
def test_results_that_differ_from_the_serial_ones_are_refused(laboratory: Laboratory, way: Way) -> None:
    reason = "the result of task 1 of 12 is -1; the serial loop has 0"
    assert_fails(laboratory, way, "wrong", reason, has_serial=True)


@every_way
def test_a_case_before_the_first_serial_round_is_compared_afterwards(laboratory: Laboratory, way: Way) -> None:
    with subject_with(laboratory, "wrong") as subject:
        run_case(subject, *way, 2)
        assert list(run_serial(subject)["mismatches"]) == [Case("test", way[0], 2, way[1]).id]


@every_way
def test_a_task_that_raises_is_a_failure_with_its_reason(laboratory: Laboratory, way: Way) -> None:
    assert_fails(laboratory, way, "raising", "ValueError: seven is not allowed")


@every_process_way
@pytest.mark.parametrize(("variable", "reason"), [("exiting", "exit code 3"), ("killed", "SIGKILL")])
def test_a_worker_that_dies_is_a_failure_not_a_hang(
    laboratory: Laboratory, way: Way, variable: str, reason: str
) -> None:
    assert_fails(laboratory, way, variable, f"worker .*{reason}")


@pytest.mark.parametrize("way", [("threads", None)])
@pytest.mark.parametrize(("variable", "reason"), [("exiting", "exit code 3"), ("killed", "SIGKILL")])
def test_a_thread_that_ends_the_process_ends_the_subject(
    laboratory: Laboratory, way: Way, variable: str, reason: str
) -> None:
    assert_fails(laboratory, way, variable, f"the subject .*{reason}", error=SubjectError)


@every_process_way
def test_a_result_that_does_not_pickle_is_a_failure_with_its_reason(laboratory: Laboratory, way: Way) -> None:
    assert_fails(laboratory, way, "unpicklable", "(?i)pickle|local object", has_serial=True)


@every_way
def test_a_task_that_never_returns_ends_at_the_deadline(laboratory: Laboratory, way: Way) -> None:
    assert_fails(laboratory, way, "endless", "no answer within", error=SubjectError, deadline_seconds=0.5)


@every_way
def test_an_initializer_runs_once_in_every_worker(subjects: Subjects, laboratory: Laboratory, way: Way) -> None:
    with subjects.keep(laboratory, "prepared") as subject:
        run_serial(subject)
        run_case(subject, *way, 3)


@every_way
def test_an_initializer_that_fails_is_a_failure_with_its_reason(laboratory: Laboratory, way: Way) -> None:
    assert_fails(laboratory, way, "unprepared", "RuntimeError: no licence", has_serial=True)


@every_way
def test_a_workload_that_prints_megabytes_is_measured_all_the_same(
    subjects: Subjects, laboratory: Laboratory, way: Way
) -> None:
    with subjects.keep(laboratory, "printing") as subject:
        run_serial(subject)
        assert run_case(subject, *way, 2)["workers_observed"] == 2


@every_way
def test_a_finish_runs_in_every_round(subjects: Subjects, laboratory: Laboratory, way: Way) -> None:
    with subjects.keep(laboratory, "finished") as subject:
        run_serial(subject)
        assert run_case(subject, *way, 2)["rounds"][0]["wall_seconds"] > 0


@every_way
def test_a_profile_tells_every_task_and_its_worker(subjects: Subjects, laboratory: Laboratory, way: Way) -> None:
    with subjects.keep(laboratory, "squares") as subject:
        case = {"workload": "squares", "backend": way[0], "workers": 2, "start_method": way[1]}
        answer = subject.ask("trace_case", deadline_seconds=60, case=case, size=1, seconds=0.01)
        for traced in answer["rounds"]:
            tasks = traced["tasks"]
            assert len(tasks["worker"]) == 12
            assert set(tasks["worker"]) <= {0, 1}
            for start, end in zip(tasks["start_seconds"], tasks["end_seconds"], strict=True):
                assert 0 <= start <= end <= traced["wall_seconds"]


@pytest.mark.parametrize("way", [("serial", None)])
def test_a_check_that_is_not_content_refuses_the_serial_round(laboratory: Laboratory, way: Way) -> None:
    with subject_with(laboratory, "unchecked") as subject:
        with pytest.raises(OrderFailed, match="its check says that the serial results are wrong"):
            run_serial(subject)


@pytest.mark.parametrize("way", [("pool", "fork")])
def test_results_that_are_not_equal_to_themselves_ask_for_an_equal(laboratory: Laboratory, way: Way) -> None:
    assert_fails(
        laboratory, way, "nan", "nan, which is not equal to itself: give the workload an `equal`", has_serial=True
    )


@every_process_way
def test_a_result_that_does_not_unpickle_is_a_failure_with_its_reason(laboratory: Laboratory, way: Way) -> None:
    assert_fails(laboratory, way, "unfit", "(?i)unpickle|missing 1 required positional|abruptly", has_serial=True)


@pytest.mark.parametrize("way", [("threads", None)])
def test_a_finish_may_change_its_list(subjects: Subjects, laboratory: Laboratory, way: Way) -> None:
    with subjects.keep(laboratory, "falling") as subject:
        run_serial(subject, stopwatch=True)
        run_case(subject, *way, 2, stopwatch=False)


@pytest.mark.parametrize("way", [("threads", None)])
def test_an_equal_for_tasks_need_not_know_what_finish_gives(
    subjects: Subjects, laboratory: Laboratory, way: Way
) -> None:
    with subjects.keep(laboratory, "silent") as subject:
        run_serial(subject)
        run_case(subject, *way, 2)


@pytest.mark.parametrize("way", [("serial", None)])
def test_a_round_counts_what_finish_takes(laboratory: Laboratory, way: Way) -> None:
    with subject_with(laboratory, "dozing") as subject:
        few = subject.ask("serial", deadline_seconds=PATIENCE_SECONDS, size=1, iterations=0, stopwatch=False)
        assert few["round"]["iterations"] == 1
