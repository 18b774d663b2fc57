"""The import contract of public faces: from outside, a package is used through what its `__init__.py` names, and in no other way.

A name that `__init__.py` imports is public; so is a module that it imports as a whole (`from indicators.declared import views`).
"""

import ast
from pathlib import Path

import grimp
from importlinter import Contract, ContractCheck, fields, output


class FacesContract(Contract):
    """Option `packages`: those that have a face. Modules below one of them are not imported by modules outside of it."""

    type_name = "faces"

    packages = fields.ListField(subfield=fields.StringField())

    def check(self, graph: grimp.ImportGraph, verbose: bool) -> ContractCheck:
        """Every import from outside that goes past a face, as (importer, imported)."""
        packages = tuple(str(name) for name in self.packages)  # type: ignore[attr-defined]
        past = [pair for package in packages for pair in imports_past_face(graph, package)]
        return ContractCheck(kept=not past, metadata={"past": sorted(set(past))})

    def render_broken_contract(self, check: ContractCheck) -> None:
        """One line an import."""
        for importer, imported in check.metadata["past"]:
            output.print_error(f"- {importer} -> {imported}: import it from the package that holds it", bold=False)


def imports_past_face(graph: grimp.ImportGraph, package: str) -> list[tuple[str, str]]:
    """Direct imports of modules below a package by modules outside of it, but for those that are public as a whole."""
    inner = graph.find_descendants(package)
    public = {f"{package}.{name}" for name in public_modules(package)}
    return [
        (importer, imported)
        for imported in inner - public
        for importer in graph.find_modules_that_directly_import(imported)
        if importer != package and importer not in inner
    ]


def public_modules(package: str) -> set[str]:
    """The modules of a package (below the current folder) that its `__init__.py` imports as a whole."""
    tree = ast.parse(Path(*package.split("."), "__init__.py").read_text(encoding="utf-8"))
    return {
        alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == package
        for alias in node.names
    }
