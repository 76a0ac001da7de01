"""Times `dabiao eval` against hand-written DuckDB SQL on the same files, in turn, and prints medians and ratios.

Twice: SQL that loads the whole table, as our run does (every cell is read, checked and kept), and SQL that keeps only
the year of the rules while it reads.

    cargo build --release && cargo bench --bench national      (makes the files)
    pip install duckdb
    python3 benches/compare.py [folder below target/bench] [runs]
"""
import json, os, resource, statistics, subprocess, sys, tempfile

HERE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
FOLDER = os.path.join(HERE, "target", "bench", sys.argv[1] if len(sys.argv) > 1 else "national-50000-20-40")
RUNS = int(sys.argv[2]) if len(sys.argv) > 2 else 5

SQL = r'''
import duckdb, json, re, sys
folder = sys.argv[1]
con = duckdb.connect()
con.execute("set threads to 1")
con.execute(f"create table roster as select * from read_csv('{folder}/roster.csv', all_varchar=true) where level = '村'")
con.execute(f"""create table d as select {"indicator, code, value" if sys.argv[3] else "*"} from read_csv('{folder}/data.csv', header=true,
    columns={{'indicator':'VARCHAR','entity':'VARCHAR','period':'INTEGER','value':'DECIMAL(18,4)','unit':'VARCHAR','code':'VARCHAR'}})
    {sys.argv[3]}""")
if not sys.argv[3]:
    con.execute("create view one_year as select * from d where period = 2025")
else:
    con.execute("create view one_year as select * from d")
n = con.execute("select count(*) from roster").fetchone()[0]
rules = []
for line in open(f"{folder}/national.rules", encoding="utf-8"):
    m = re.match(r"规则 (\S+) \{ (每个|占比).*?(指标\d+) >= ([\d.]+)万元", line)
    if m: rules.append(m.groups())
out = []
for rid, form, indicator, line in rules:
    passing, failing = con.execute("select count(*) filter (value >= cast(? as decimal(18,4))), count(*) filter (value < cast(? as decimal(18,4))) from one_year where indicator = ?", [line, line, indicator]).fetchone()
    missing = n - passing - failing
    if form == "每个":
        verdict = "unmet" if failing else "missing" if missing else "met"
        names = [r[0] for r in con.execute("select code from one_year where indicator = ? and value < cast(? as decimal(18,4)) order by code", [indicator, line]).fetchall()]
    else:
        verdict = "met" if passing * 100 >= 70 * n else "unmet" if (passing + missing) * 100 < 70 * n else "missing"
        names = [r[0] for r in con.execute("select code from one_year where indicator = ? and value < cast(? as decimal(18,4)) order by code", [indicator, line]).fetchall()]
    gone = [r[0] for r in con.execute("select r.code from roster r anti join (select * from one_year where indicator = ?) x on x.code = r.code order by 1", [indicator]).fetchall()]
    out.append({"id": rid, "verdict": verdict, "passing": passing, "failing": names, "missing": gone})
json.dump(out, open(sys.argv[2], "w"))
'''

def run(command):
    pid = os.fork()
    if pid == 0:
        devnull = os.open(os.devnull, os.O_WRONLY)
        os.dup2(devnull, 1)
        os.execvp(command[0], command)
    _, status, usage = os.wait4(pid, 0)
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, os.waitstatus_to_exitcode(status)

with tempfile.TemporaryDirectory() as tmp:
    script, ours_out, theirs_out = (os.path.join(tmp, n) for n in ("sql.py", "ours.json", "theirs.json"))
    open(script, "w", encoding="utf-8").write(SQL)
    ours = [os.path.join(HERE, "target/release/dabiao"), "eval", f"{FOLDER}/national.rules", "--data", f"{FOLDER}/data.csv",
            "--roster", f"{FOLDER}/roster.csv", "--as-of", "2025-12-31", "--format", "json", "-o", ours_out]
    for what, where in (("whole table", ""), ("one year", "where period = 2025")):
        theirs = [sys.executable, script, FOLDER, theirs_out, where]
        rows = [(run(ours), run(theirs)) for _ in range(RUNS + 1)][1:]
        verdicts = {r["id"]: r["verdict"] for r in json.load(open(ours_out))["rules"]}
        expected = {r["id"]: r["verdict"] for r in json.load(open(theirs_out))}
        assert verdicts == expected, {k: (verdicts.get(k), v) for k, v in expected.items() if verdicts.get(k) != v}
        m = statistics.median
        print(f"DuckDB reads the {what}; load of the machine {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
        print(f"  dabiao  CPU {m(a[0] for a, _ in rows):6.2f} s   peak {m(a[1] for a, _ in rows):7.1f} MiB")
        print(f"  DuckDB  CPU {m(b[0] for _, b in rows):6.2f} s   peak {m(b[1] for _, b in rows):7.1f} MiB")
        print(f"  ratio   CPU {m(a[0] / b[0] for a, b in rows):6.2f}     peak {m(a[1] / b[1] for a, b in rows):7.2f}   (same verdicts)")
