#!/usr/bin/env python3
"""How far one process goes: CPU seconds and peak memory over the number of cells, from CSV and from Parquet with `--push-down`.

    cargo build --release && pip install duckdb duckdb-cli
    python3 benches/scale.py [target/release/dabiao] [the largest power of ten, 7]

A world has 20 indicators in six years (2020 to 2025) of so many villages that it has 10^5, 10^6 … cells, one row each; 40 rules
ask for the year 2025. Files go below `target/bench/scale/`. Times are user and system time of dabiao and of the duckdb
program that it calls; both ways must come to the same verdicts.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DABIAO = str(Path(sys.argv[1] if len(sys.argv) > 1 else ROOT / "target/release/dabiao").resolve())
LARGEST = int(sys.argv[2]) if len(sys.argv) > 2 else 7
INDICATORS, YEARS = 20, range(2020, 2026)


def rules() -> str:
    text = '方案 "全国" { 地区 全国; 期间 2021..2025 }\n'
    for i in range(INDICATORS):
        text += f"指标 指标{i:02} {{ 计量单位 万元; 层级 村; 类型 时期数; 取值 0.. }}\n"
        text += f"规则 A{i} {{ count(村: 指标{i:02} >= {100 * (i % 9) + 50}万元) >= 20000个 截至 2025 }}\n"
        text += f"规则 B{i} {{ share(村: 指标{i:02} >= {90 * (i % 9) + 50}万元) >= 60% 截至 2025 }}\n"
    return text


def make(folder: Path, villages: int) -> None:
    if (folder / "done").exists():
        return
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "plan.rules").write_text(rules())
    with open(folder / "roster.csv", "w") as roster:
        roster.write("code,name,level,parent\n1,全国,国,\n")
        for v in range(villages):
            if v % 500 == 0:
                roster.write(f"C{v // 500:05},县{v // 500:05},县,1\n")
            if v % 20 == 0:
                roster.write(f"T{v // 20:06},镇{v // 20:06},镇,C{v // 500:05}\n")
            roster.write(f"{v + 100_000_000_000},村{v:06},村,T{v // 20:06}\n")
    rows = f"""SELECT '指标' || lpad(i::VARCHAR, 2, '0') AS indicator, (100000000000 + v)::VARCHAR AS entity, y::VARCHAR AS period,
      CASE WHEN hash(v * 131 + i * 17 + y) % 100 = 0 THEN NULL ELSE ((hash(v * 7 + i * 3 + y) % 100000) / 100.0)::DECIMAL(10, 2) END AS value, '万元' AS unit
      FROM range({YEARS[0]}, {YEARS[-1] + 1}) AS u(y), range({villages}) AS t(v), range({INDICATORS}) AS w(i)"""
    sql = f"SET preserve_insertion_order = true;\nCOPY ({rows}) TO 'data.parquet' (FORMAT parquet);\nCOPY (FROM 'data.parquet') TO 'data.csv' (FORMAT csv, HEADER);\n"
    subprocess.run(["duckdb", "-init", "/dev/null", "-bail"], input=sql, text=True, check=True, cwd=folder, stdout=subprocess.DEVNULL)
    (folder / "done").touch()


def judge(folder: Path, data: str, *more: str) -> tuple[float, int, list]:
    """CPU seconds of the process and its children, peak memory in MiB of the larger, verdicts."""
    command = [DABIAO, "eval", "plan.rules", "--data", data, "--roster", "roster.csv", "--as-of", "2025-12-31", "--format", "json", *more]
    code = (
        "import json, resource, subprocess, sys\n"
        f"ran = subprocess.run({command!r}, capture_output=True)\n"
        "used = resource.getrusage(resource.RUSAGE_CHILDREN)\n"
        "report = json.loads(ran.stdout)\n"
        "told = [[r['id'], r['verdict'], r['checks'][0]['members'], r['checks'][0].get('bounds')] for r in report['rules']]\n"
        "print(json.dumps([used.ru_utime + used.ru_stime, used.ru_maxrss // 1024, told]))\n"
    )
    environment = {**os.environ, "LANG": "C.UTF-8"}
    ran = subprocess.run([sys.executable, "-c", code], cwd=folder, capture_output=True, text=True, check=True, env=environment)
    return tuple(json.loads(ran.stdout))


def main() -> int:
    print("| cells | CSV: CPU, peak | Parquet, all read | Parquet, `--push-down` | ratio to CSV |\n|---|---|---|---|---|")
    for power in range(5, LARGEST + 1):
        villages = 10**power // (INDICATORS * len(YEARS)) + 1
        folder = ROOT / "target/bench/scale" / str(power)
        make(folder, villages)
        csv, all_of, pushed = (
            min((judge(folder, *how) for _ in range(2 if power < 8 else 1)), key=lambda r: r[0])
            for how in (["data.csv"], ["data.parquet"], ["data.parquet", "--push-down"])
        )
        if not csv[2] == all_of[2] == pushed[2]:
            print(f"!! verdicts differ at 10^{power}")
            return 1
        shown = [f"{cpu:.2f} s, {peak} MB" for cpu, peak, _ in (csv, all_of, pushed)]
        print(f"| 10^{power} | {' | '.join(shown)} | {pushed[0] / csv[0]:.2f} |", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
