"""Fuzz one target, guided by coverage: python tests/fuzz/run.py TARGET|all [seconds] [libFuzzer options].

Needs the package atheris, which is no dependency of the project (pip install atheris). Seeds: corpus/TARGET; what the
fuzzer finds worth keeping goes to .cache/fuzz/TARGET, an input that breaks a property to .cache/fuzz/found/TARGET-….
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import atheris

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
WORK = ROOT / ".cache" / "fuzz"
LONGEST = {"drafting": 200, "exchange": 20_000}  # bytes of an input; else 3,000
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "tests")]
os.environ.setdefault("DECREELEX_CACHE", str(ROOT / ".cache" / "decreelex"))

with atheris.instrument_imports(include=["decreelex"]):
    from decreelex import lexicon
    from fuzz import properties


def dictionary(target: str) -> Path:
    """Write the words of the tables that the target reads, for the fuzzer to put in; return the file."""
    tables = {"words": "question+regimes+territories", "assume": "title", "structure": "title"}.get(target, "dates")
    forms = [form for language in ("ru", "en") for form in lexicon.load(tables, language).forms]
    path = WORK / f"{target}.dict"
    path.write_text("".join(f'"{_escaped(form)}"\n' for form in forms[:: max(1, len(forms) // 3000)]), encoding="ascii")
    return path


def _escaped(form: str) -> str:
    return "".join(f"\\x{byte:02x}" for byte in f"{form} ".encode())


def main() -> None:
    target, *rest = sys.argv[1:] or ["all"]
    if target == "all":
        sys.exit(max(subprocess.run([sys.executable, __file__, one, *rest], check=False).returncode
                     for one in properties.TARGETS))
    seconds = rest.pop(0) if rest and rest[0].isdigit() else "60"
    (WORK / target).mkdir(parents=True, exist_ok=True)
    (WORK / "found").mkdir(exist_ok=True)
    arguments = [sys.argv[0], str(WORK / target), str(HERE / "corpus" / target), f"-max_total_time={seconds}",
                 f"-max_len={LONGEST.get(target, 3000)}", f"-dict={dictionary(target)}", "-timeout=20",
                 f"-artifact_prefix={WORK / 'found'}/{target}-", "-print_final_stats=1", "-rss_limit_mb=3000", *rest]
    atheris.Setup(arguments, properties.TARGETS[target])
    atheris.Fuzz()


if __name__ == "__main__":
    main()
