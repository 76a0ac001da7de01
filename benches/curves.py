"""Prints how time and memory of `dabiao` grow: with rows, entities, rules, faulty rules and versions that differ.

    cargo build --release
    python3 benches/curves.py                  all of them
    python3 benches/curves.py rules faulty     some of them
    python3 benches/curves.py --binary PATH --runs 5 versions

Each line is a whole process: the least CPU seconds (user and system), the least seconds on the clock and the greatest peak
memory of several runs. `peer` is DuckDB on one thread with hand-written SQL for the same rules (`pip install duckdb`); without
it the column is left out. Inputs are made by a fixed generator below a temporary folder.
"""
import argparse, os, random, re, sys, tempfile, time

HERE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
PLAN = '方案 "p" { 地区 某县; 期间 2021..2025; 基期 2020 }\n'


def run(command, runs):
    """Returns least CPU seconds, least wall seconds, greatest peak in MB."""
    least = [float("inf"), float("inf"), 0.0]
    for _ in range(runs):
        start = time.monotonic()
        pid = os.fork()
        if pid == 0:
            null = os.open(os.devnull, os.O_WRONLY)
            os.dup2(null, 1)
            os.dup2(null, 2)
            os.execvp(command[0], command)
        _, status, usage = os.wait4(pid, 0)
        # 1 says that something was found; 2 that a rule could not be read. Anything else is no answer.
        if os.waitstatus_to_exitcode(status) not in (0, 1, 2):
            sys.exit(f"failed: {' '.join(command)}")
        least[0] = min(least[0], usage.ru_utime + usage.ru_stime)
        least[1] = min(least[1], time.monotonic() - start)
        least[2] = max(least[2], usage.ru_maxrss / 1024)
    return least


def show(what, measured, peer=None):
    cpu, wall, peak = measured
    line = f"  {what:<44} CPU {cpu:7.2f} s   clock {wall:7.2f} s   peak {peak:7.0f} MB"
    if peer:
        line += f"   of the peer's CPU {cpu / peer[0]:5.2f}, memory {peak / peer[2]:5.2f}"
    print(line, flush=True)


def write(folder, name, text):
    path = os.path.join(folder, name)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    return path


# ------------------------------------------------------------------------------------------------------------- inputs


def declared(n, change=0):
    """Rules of five forms, each over an indicator of its own; `change` moves every threshold."""
    out = [PLAN]
    for i in range(n):
        level = "县" if i % 5 == 3 else "村"
        out.append(f"指标 指标{i:06} {{ 计量单位 万元; 层级 {level}; 类型 时期数; 取值 0.. }}")
    for i in range(n):
        line = 5 + i % 90 + change
        body = [
            f"每个 村: 指标{i:06} >= {line}万元 截至 2025",
            f"数量(村: 指标{i:06} >= 5万元) >= {line}个 截至 2025",
            f"占比(村: 指标{i:06} >= 5万元) >= {min(line, 100)}% 截至 2025",
            f"指标{i:06} >= {line}万元 每年 2021..2025",
            f"每个 村 其中 脱贫村 = 是: 指标{i:06} >= {line}万元 截至 2025",
        ][i % 5]
        out.append(f"规则 R{i:06} {{ {body}; 牵头 甲局; 依据 \"二({i})\" }}")
    return "\n".join(out) + "\n"


def shared(n, indicators=200):
    """Rules of six forms over few indicators and five years."""
    out = [PLAN] + [f"指标 指标{j:04} {{ 计量单位 万元; 层级 村; 类型 时期数; 取值 0.. }}" for j in range(indicators)]
    for i in range(n):
        j, line, year = i % indicators, (i * 37) % 97 + 1, 2021 + (i // indicators) % 5
        body = [
            f"每个 村: 指标{j:04} >= {line}万元 截至 {year}",
            f"数量(村: 指标{j:04} >= 5万元) >= {line}个 截至 {year}",
            f"占比(村: 指标{j:04} >= 5万元) >= {min(line, 100)}% 截至 {year}",
            f"每个 村: 指标{j:04} >= {line}万元 每年 2021..2025",
            f"每个 村 其中 脱贫村 = 是: 指标{j:04} >= {line}万元 截至 {year}",
            f"合计(村: 指标{j:04}) >= {line * 100}万元 截至 {year}",
        ][(i * 7) % 6]
        out.append(f"规则 R{i:06} {{ {body}; 牵头 甲局; 依据 \"二({i})\" }}")
    return "\n".join(out) + "\n"


FAULTS = {
    "a wrong unit": lambda i: f"规则 R{i:06} {{ 每个 村: 收入 >= {i % 97 + 1}公里 截至 2025 }}",
    "two operators": lambda i: f"规则 R{i:06} {{ 每个 村: 收入 >= >= {i % 97 + 1}万元 截至 2025 }}",
    "one ID for all": lambda i: f"规则 R {{ 每个 村: 收入 >= {i % 97 + 1}万元 截至 2025 }}",
    "an open brace": lambda i: f"规则 R{i:06} {{ 每个 村: 收入 >= {i % 97 + 1}万元 截至 2025",
}


def faulty(n, fault):
    head = PLAN + "指标 收入 { 计量单位 万元; 层级 村; 类型 时期数 }\n"
    return head + "\n".join(FAULTS[fault](i) for i in range(n)) + "\n"


def filtered(n, region="测试县", upward=""):
    """Rules that differ in their constants alone, so that one declaration changes them all."""
    head = f"方案 \"甲\" {{ 地区 {region}; 期间 2021..2025 }}\n指标 收入 {{ 计量单位 万元; 层级 村; 类型 时期数{upward} }}\n"
    rule = lambda i: f"规则 R{i} {{ 每个 村 其中 户数 >= {i}户: 收入 >= {i % 50}万元 截至 2025 }}"
    return head + "\n".join(rule(i) for i in range(1, n + 1)) + "\n"


def statistics(folder, villages, indicators, years):
    """A roster, one long table (1% missing) and two rules an indicator."""
    dice = random.Random(7)
    with open(os.path.join(folder, "roster.csv"), "w", encoding="utf-8") as roster:
        roster.write("code,name,level,parent\n1,全国,国,\n")
        for v in range(villages):
            if v % 500 == 0:
                roster.write(f"C{v // 500:05},县{v // 500:05},县,1\n")
            roster.write(f"{v + 10**11:012},村{v:06},村,C{v // 500:05}\n")
    n = 0
    with open(os.path.join(folder, "data.csv"), "w", encoding="utf-8", buffering=1 << 20) as data:
        data.write("indicator,entity,period,value,unit,code\n")
        for i in range(indicators):
            for year in years:
                for v in range(villages):
                    if dice.random() < 0.01:
                        continue
                    cents = 20_000 + int(dice.random() * 2_000_000)
                    data.write(f"指标{i:02},村{v:06},{year},{cents // 100}.{cents % 100:02},万元,{v + 10**11:012}\n")
                    n += 1
    rules = "".join(f"指标 指标{i:02} {{ 单位 万元; 层级 村; 类型 时期数; 取值 0.. }}\n" for i in range(indicators))
    for i in range(indicators):
        rules += f"规则 E{i} {{ 每个 村: 指标{i:02} >= 210.5万元 截至 2025 }}\n"
        rules += f"规则 S{i} {{ 占比(村: 指标{i:02} >= 6210万元) >= 70% 截至 2025 }}\n"
    write(folder, "national.rules", rules)
    return n


# ------------------------------------------------------------------------------------------------------------- curves


def peer_of(folder, runs):
    """The same rules as DuckDB SQL on one thread, over the year that they ask for; nothing without DuckDB."""
    try:
        import duckdb  # noqa: F401
    except ImportError:
        return None
    compare = open(os.path.join(HERE, "benches", "compare.py"), encoding="utf-8").read()
    script = write(folder, "peer.py", re.search(r"SQL = r'''(.*?)'''", compare, re.S).group(1))
    return run([sys.executable, script, folder, os.path.join(folder, "peer.json"), "where period = 2025"], runs)


def evaluated(binary, folder, runs):
    at = lambda name: os.path.join(folder, name)
    return run([binary, "eval", at("national.rules"), "--data", at("data.csv"), "--roster", at("roster.csv"),
                "--as-of", "2025-12-31", "--format", "json", "-o", at("out.json")], runs)


def rows(binary, runs, _):
    print("rows (one long table, 5 indicators × 6 years, ten rules; eval to JSON)")
    for villages in (333, 3_333, 33_333, 333_333):
        with tempfile.TemporaryDirectory() as folder:
            n = statistics(folder, villages, 5, range(2020, 2026))
            show(f"{n:,} rows of {villages:,} villages", evaluated(binary, folder, runs), peer_of(folder, runs))


def entities(binary, runs, _):
    print("entities (one indicator, one year, two rules; eval to JSON)")
    for villages in (1_000, 10_000, 100_000, 600_000):
        with tempfile.TemporaryDirectory() as folder:
            statistics(folder, villages, 1, [2025])
            show(f"{villages:,} villages", evaluated(binary, folder, runs), peer_of(folder, runs))


def rules(binary, runs, folder):
    print("rules (load and full check)")
    for n in (10, 100, 1_000, 10_000, 100_000):
        show(f"{n:,} rules, each with its declaration", run([binary, "check", write(folder, "a.rules", declared(n))], runs))
    for n in (1_000, 10_000):
        show(f"{n:,} rules on 200 indicators", run([binary, "check", write(folder, "a.rules", shared(n))], runs))


def faulty_rules(binary, runs, folder):
    print("faulty rules (check)")
    for fault in FAULTS:
        path = write(folder, "a.rules", faulty(100_000, fault))
        show(f"100,000 rules, {fault}", run([binary, "check", path], runs))


def versions(binary, runs, folder):
    print("versions (diff of two files)")
    for n in (1_000, 5_000):
        old = write(folder, "old.rules", declared(n))
        same, other = write(folder, "same.rules", declared(n)), write(folder, "new.rules", declared(n, change=3))
        show(f"{n:,} rules, unchanged", run([binary, "diff", old, same], runs))
        show(f"{n:,} rules, all changed", run([binary, "diff", old, other], runs))
        old = write(folder, "old.rules", filtered(n))
        for what, new in (("region", filtered(n, region="乙县")), ("roll-up", filtered(n, upward="; 年内 最大"))):
            show(f"{n:,} rules, another {what}", run([binary, "diff", old, write(folder, "new.rules", new)], runs))


CURVES = {"rows": rows, "entities": entities, "rules": rules, "faulty": faulty_rules, "versions": versions}


def main():
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("curves", nargs="*", choices=[*CURVES, []], help="which; all without")
    asked.add_argument("--binary", default=os.path.join(HERE, "target", "release", "dabiao"))
    asked.add_argument("--runs", type=int, default=3)
    args = asked.parse_args()
    print(f"load of the machine {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    for name in args.curves or CURVES:
        with tempfile.TemporaryDirectory() as folder:
            CURVES[name](args.binary, args.runs, folder)


main()
