// A question in the words of the border (crates/border/src/request.rs), from inputs that are written flat.

/** Verbs that are about data; those that may be asked without take data only where there is a day. */
const DATA = { eval: true, needs: true, read: true, day: true, explain: false, diff: false };

/** Fields that have a value. */
export const given = (all) => Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined && value !== null));

/** `more` holds what the verb takes beside rules, data and language: `form`, `rule`, `old` … */
export function request(verb, { rules, data = [], roster, mapping, encoding, as_of, lang }, more = {}) {
  const wanted = DATA[verb];
  const isOn = wanted || (wanted === false && data.length > 0 && Boolean(as_of));
  const on = isOn ? given({ data, roster, mapping, encoding, as_of }) : undefined;
  return given({ do: verb, rules: verb === "diff" ? undefined : rules || [], on, lang, ...more });
}
