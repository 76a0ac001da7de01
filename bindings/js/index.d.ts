/** The language of an answer. */
export type Lang = "zh" | "en";
/** The form of an answer; which are there depends on the question. */
export type Form = "json" | "html" | "part" | "markdown" | "xlsx" | "docx" | "rules";
export type VerdictWord =
  | "met" | "unmet" | "missing" | "invalid" | "early" | "on_track" | "behind" | "pending" | "empty" | "exempt";

/** Rules, figures and a day; paths are those under which files were put. */
export interface Inputs {
  rules?: string[];
  data?: string[];
  roster?: string;
  mapping?: string;
  /** `2025-12-31`; nothing here ever reads a clock. */
  as_of?: string | null;
  /** Only what falls due in this period: `2025`, `2025Q3`. */
  period?: string;
  /** The encoding of text files, where it is not to be found out. */
  encoding?: string;
  lang?: Lang;
  format?: Form;
  detail?: "summary" | "full";
}

export interface Diagnostic {
  code: string;
  severity: "error" | "warning" | "info";
  message: string;
  help?: string;
  file: string | null;
  line: number | null;
  column: number | null;
  end_line?: number | null;
  end_column?: number | null;
  rules: string[];
}

/** An exact number as text, never a binary fraction. */
export interface Amount {
  value: string;
  unit: string | null;
  exact?: string;
}

export interface Check {
  target_index: number;
  statement: number;
  verdict: VerdictWord;
  period: string | null;
  due: string | null;
  measured: Amount | null;
  gap: Amount | null;
  failing: string[];
  missing: string[];
  members: { total: number; passing: number; failing: number; missing: number; invalid: number } | null;
  [more: string]: unknown;
}

export interface RuleReport {
  id: string;
  title: string | null;
  plan: string | null;
  verdict: VerdictWord;
  checks: Check[];
  [more: string]: unknown;
}

/** `dabiao.report/1`: keys only ever get added. */
export interface Report {
  schema: "dabiao.report/1";
  as_of: string;
  rules_digest: string;
  data_digest: string;
  summary: Partial<Record<VerdictWord, number>>;
  findings: unknown[];
  rules: RuleReport[];
  [more: string]: unknown;
}

export interface CheckReport {
  schema: "dabiao.check/1";
  diagnostics: Diagnostic[];
}

/** A question in the words of the border: `{"do":"eval","rules":[…],"on":{"data":[…],"as_of":"2025-12-31"}}`. */
export type Request = { do: string; [more: string]: unknown };

export declare class DabiaoError extends Error {
  /** What is wrong, in English; `message` is Chinese. */
  english: string;
  kind: "request" | "unreadable" | "unknown" | "limit" | "fault";
  diagnostics: Diagnostic[];
}

export declare class Answer {
  readonly status: 0 | 1 | 2;
  readonly bytes: Uint8Array;
  readonly text: string;
  readonly json: any;
}

export declare class Dabiao {
  constructor(module: WebAssembly.Module | BufferSource, options?: { progress?: (done: number, total: number, rows: number) => void });
  static load(options?: { progress?: (done: number, total: number, rows: number) => void }): Promise<Dabiao>;
  put(path: string, content: string | Uint8Array): this;
  remove(path: string): this;
  readonly memory: number;
  /** Any question, as `docs/embedding.md` and `crates/border/src/request.rs` list them. */
  ask(request: Request): Answer;
  check(inputs: Inputs): CheckReport;
  evaluate(inputs: Inputs): Report;
  /** The report in the form that `format` names. */
  report(inputs: Inputs): Uint8Array;
  read(inputs: Inputs): any;
  export(inputs: Inputs): any;
  test(inputs: Inputs): any;
  needs(inputs: Inputs): any;
  explain(rule: string, inputs: Inputs): string;
  diff(old: string[], inputs: Inputs): any;
  draft(document: string, inputs?: Inputs): string;
  /** Who answers while a file of rules is written. */
  editor(file: string, inputs?: Inputs): Editor;
}

/** Lines and columns count from 1, columns as JavaScript's strings do; `end_column` is one past the last character. */
export interface Range {
  line: number;
  column: number;
  end_line: number;
  end_column: number;
}

export interface Place extends Range {
  file: string;
}

/** A replacement; a range without length inserts. */
export interface Edit extends Place {
  text: string;
}

export interface Finding extends Range {
  code: string;
  severity: "error" | "warning" | "info";
  message: string;
  help: string | null;
  rules: string[];
  labels: (Place & { message: string })[];
  fix: { safety: "safe" | "unsafe" | "display-only"; edits: Edit[] } | null;
}

export interface Candidate {
  label: string;
  detail: string;
  kind: "keyword" | "operator" | "function" | "indicator" | "unit" | "level" | "place" | "office" | "rule" | "constant" | "file";
  insert: string;
  /** `insert` with places to fill in. */
  snippet: string | null;
}

export interface OutlineNode {
  kind: "plan" | "group" | "rule" | "indicator" | "unit" | "level" | "audit" | "test" | "scheme" | "lights";
  name: string;
  detail: string;
  range: Range;
  head: Range;
  children: OutlineNode[];
}

export interface Action {
  title: string;
  kind: "fix" | "rewrite" | "show";
  code: string | null;
  safe: boolean;
  edits: Edit[];
  show: { what: "derivation" | "tests" | "page"; of: string } | null;
}

export declare class Editor {
  private constructor();
  findings(): Finding[];
  complete(line: number, column: number): { range: Range; candidates: Candidate[] };
  hover(line: number, column: number): { range: Range; markdown: string } | null;
  definition(line: number, column: number): Place[];
  references(line: number, column: number): Place[];
  rename(line: number, column: number, to: string): Edit[];
  outline(): OutlineNode[];
  layout(options?: { keywords?: Lang; range?: Range }): Edit[];
  actions(line: number, column: number, end_line?: number, end_column?: number): Action[];
}

/** A text after edits of it; with `file`, only after those of that file. */
export declare function apply(text: string, edits: Edit[], file?: string): string;
