//! Reading what several verbs need: rules, data, the day.
