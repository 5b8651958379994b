"""Each side of a duet must run its own tree's code, and is not believed without a look at its modules."""

from __future__ import annotations

from pathlib import Path

import pytest

from corecurve.bench.errors import UsageError
from corecurve.core.workload_source import FILE_MODULE
from corecurve.reports.duet.own_modules import SameCodeError, require_own_modules
from corecurve.reports.duet.references import references_in
from corecurve.reports.duet.trees import BASE, THIS, Tree


@pytest.fixture
def this(tmp_path: Path) -> Tree:
    return Tree(THIS, "this tree (222+)", tmp_path / "project")


@pytest.fixture
def base(tmp_path: Path) -> Tree:
    return Tree(BASE, "main (111)", tmp_path / "worktree")


def write(tree: Tree, *names: str) -> list[str]:
    """Makes these files in a tree; returns their paths."""
    paths = [tree.folder / name for name in names]
    for path in paths:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    return [str(path) for path in paths]


def test_two_trees_with_their_own_modules_are_fine(this: Tree, base: Tree) -> None:
    (ours,), (theirs,) = write(this, "src/pkg/__init__.py"), write(base, "src/pkg/__init__.py")
    require_own_modules({this: {"pkg": ours, "os": "/usr/lib/os.py"}, base: {"pkg": theirs}})


def test_a_module_of_the_other_tree_is_an_error(this: Tree, base: Tree) -> None:
    (ours,) = write(this, "pkg.py")
    write(base, "pkg.py")
    with pytest.raises(SameCodeError, match=r"main \(111\) would run pkg from .*project/pkg.py, not .*worktree/pkg.py"):
        require_own_modules({this: {"pkg": ours}, base: {"pkg": ours}})


def test_an_installed_copy_is_an_error(this: Tree, base: Tree) -> None:
    write(this, "src/pkg/core.py")
    (theirs,) = write(base, "src/pkg/core.py")
    with pytest.raises(SameCodeError, match="editable install"):
        require_own_modules({this: {"pkg.core": "/usr/lib/site-packages/pkg/core.py"}, base: {"pkg.core": theirs}})


def test_a_module_that_only_the_other_tree_has_is_an_error(this: Tree, base: Tree) -> None:
    (ours,) = write(this, "new.py")
    with pytest.raises(SameCodeError, match=r"main \(111\) would run new .* has none"):
        require_own_modules({this: {"new": ours}, base: {"new": ours}})


def test_packages_of_a_virtual_environment_within_the_tree_serve_both_sides(this: Tree, base: Tree) -> None:
    ours, numpy = write(this, "pkg.py", ".venv/lib/python3.11/site-packages/numpy/__init__.py")
    (theirs,) = write(base, "pkg.py")
    require_own_modules({this: {"pkg": ours, "numpy": numpy}, base: {"pkg": theirs, "numpy": numpy}})


def test_a_compiled_extension_that_the_worktree_lacks_is_an_error(this: Tree, base: Tree) -> None:
    ours, compiled = write(this, "pkg/__init__.py", "pkg/_fast.cpython-311-x86_64-linux-gnu.so")
    (theirs,) = write(base, "pkg/__init__.py")
    with pytest.raises(SameCodeError, match=r"no compiled pkg\._fast .* --setup"):
        require_own_modules({this: {"pkg": ours, "pkg._fast": compiled}, base: {"pkg": theirs}})


def test_where_no_code_of_the_repository_runs_there_is_nothing_to_compare(this: Tree, base: Tree) -> None:
    elsewhere = {FILE_MODULE: "/tmp/elsewhere.py", "json": "/usr/lib/json/__init__.py"}
    with pytest.raises(SameCodeError, match="both would run the same code"):
        require_own_modules({this: elsewhere, base: elsewhere})


def test_a_file_named_like_a_module_of_the_standard_library_is_no_claim_to_it(this: Tree, base: Tree) -> None:
    (ours, _), (theirs, _) = write(this, "pkg.py", "site.py"), write(base, "pkg.py", "site.py")
    require_own_modules({this: {"pkg": ours, "site": "/usr/lib/site.py"}, base: {"pkg": theirs}})


def test_a_workload_file_is_taken_from_the_same_place_of_the_other_tree(this: Tree, base: Tree) -> None:
    (ours,), (theirs,) = write(this, "benchmarks/w.py"), write(base, "benchmarks/w.py")
    assert references_in([f"{ours}:name"], this, this) == ([f"{ours}:name"], [])
    assert references_in([f"{ours}:name"], this, base) == ([f"{theirs}:name"], [])


def test_a_workload_file_that_the_other_tree_lacks_serves_both_and_this_is_said(this: Tree, base: Tree) -> None:
    (ours,) = write(this, "w.py")
    named, remarks = references_in([ours], this, base)
    assert named == [ours]
    assert "main (111) has no" in remarks[0] and "both sides run this tree's file" in remarks[0]


def test_a_module_is_named_alike_on_both_sides(this: Tree, base: Tree) -> None:
    assert references_in(["pkg.workloads:busy"], this, base) == (["pkg.workloads:busy"], [])


def test_built_in_workloads_are_the_same_code_on_both_sides(this: Tree, base: Tree) -> None:
    with pytest.raises(UsageError, match="corecurve's own code, the same on both sides"):
        references_in(["primes"], this, base)


def test_in_corecurves_own_repository_built_in_workloads_are_what_is_compared(this: Tree, base: Tree) -> None:
    for tree in (this, base):
        write(tree, "core/agent/launcher.py")
    assert references_in(["primes"], this, base) == (["primes"], [])
    assert this.own_core == this.folder / "core"


def test_a_file_that_does_not_exist_is_said(this: Tree, base: Tree) -> None:
    with pytest.raises(UsageError, match="there is no file"):
        references_in([str(this.folder / "none.py")], this, base)


def test_a_borrowed_workload_file_alone_is_the_same_code_on_both_sides(this: Tree, base: Tree) -> None:
    (file,) = write(this, "bench.py")
    with pytest.raises(SameCodeError, match="both would run the same code"):
        require_own_modules({this: {FILE_MODULE: file}, base: {FILE_MODULE: file}})
