//! One condition in CEL: compiled once, checked against sample values, and able to say what made it true.
//!
//! The variables it speaks of are made in [`super::fields`].

use std::collections::BTreeSet;

use cel::common::ast::Expr;
use cel::common::ast::operators::{LOGICAL_AND, LOGICAL_NOT, LOGICAL_OR};
use cel::{Context, ExecutionError, IdedExpr, Program, Value};

/// A compiled condition with its text.
#[derive(Debug)]
pub(super) struct Condition {
    source: String,
    program: Program,
}

/// What is wrong with a condition, and where in its text, in characters from zero.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Fault {
    pub(super) message: String,
    pub(super) offset: Option<usize>,
}

impl Condition {
    /// Parses a condition.
    pub(super) fn new(source: &str) -> Result<Self, Fault> {
        match Program::compile(source) {
            Ok(program) => Ok(Self { source: source.to_owned(), program }),
            Err(errors) => Err(syntax_fault(source, &errors)),
        }
    }

    /// The text on one line.
    pub(super) fn line(&self) -> String {
        self.source.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// Whether it holds. What is no truth value, and what asks for a missing field, is a fault.
    pub(super) fn holds(&self, context: &Context<'_, '_>) -> Result<bool, Fault> {
        match self.program.execute(context) {
            Ok(Value::Bool(holds)) => Ok(holds),
            Ok(other) => Err(Fault { message: format!("is no truth value but {:?}", other.type_of()), offset: None }),
            Err(error) => Err(Fault { message: met(&error), offset: None }),
        }
    }

    /// Checks every part of it, also those that `&&` and `||` would pass over, against variables that have every field.
    pub(super) fn check(&self, context: &Context<'_, '_>) -> Vec<Fault> {
        let mut parts = Vec::new();
        collect_parts(self.program.expression(), &mut parts);
        let fault = |part: &&IdedExpr| {
            let error = Value::resolve(part, context).err()?;
            Some(Fault { message: written(&error), offset: self.offset(part.id) })
        };
        let mut faults: Vec<_> = parts.iter().filter_map(fault).collect();
        if faults.is_empty() {
            faults.extend(self.holds(context).err());
        }
        faults
    }

    /// The values that made it true, as `impact.km = 4.2, incident.certainty = 0.86`.
    pub(super) fn reasons(&self, context: &Context<'_, '_>) -> Vec<String> {
        let mut paths = Vec::new();
        collect_true_paths(self.program.expression(), context, &mut paths);
        paths.into_iter().map(|(path, value)| format!("{path} = {value}")).collect()
    }

    /// The fields of a variable that it speaks of.
    pub(super) fn fields_of(&self, variable: &str) -> BTreeSet<String> {
        let mut fields = BTreeSet::new();
        collect_fields(self.program.expression(), variable, &mut fields);
        fields
    }

    /// Whether all it looks at of a variable are fields that it names, so that the others need not be there.
    pub(super) fn names_all_fields_of(&self, variable: &str) -> bool {
        is_by_field(self.program.expression(), variable)
    }

    /// Whether it speaks of a variable at all.
    pub(super) fn speaks_of(&self, variable: &str) -> bool {
        self.program.references().has_variable(variable)
    }

    /// The operands of its outermost `&&` that speak of none of these variables, so that they can be evaluated once
    /// for many values of those: whether all of them hold. What cannot be evaluated counts as holding here, for the
    /// whole condition will tell.
    pub(super) fn may_hold_without(&self, variables: &[&str], context: &Context<'_, '_>) -> bool {
        let mut parts = Vec::new();
        collect_conjuncts(self.program.expression(), &mut parts);
        parts
            .iter()
            .filter(|part| !variables.iter().any(|name| part.references().has_variable(name)))
            .all(|part| Value::resolve(part, context) != Ok(Value::Bool(false)))
    }

    fn offset(&self, id: u64) -> Option<usize> {
        let (start, _) = self.program.source_info().offset_for(id)?;
        Some(start as usize)
    }
}

/// What an error means in a condition that is being written.
fn written(error: &ExecutionError) -> String {
    match error {
        ExecutionError::NoSuchKey(key) => format!("`{key}` is no field here; the top of `rules.toml` lists them"),
        ExecutionError::UndeclaredReference(name) => {
            format!(
                "`{name}` is nothing that a rule on this subject can speak of; the top of `rules.toml` lists what is"
            )
        }
        other => other.to_string(),
    }
}

/// What an error means in a condition that is being evaluated.
fn met(error: &ExecutionError) -> String {
    match error {
        ExecutionError::NoSuchKey(key) => format!("`{key}` is not known here; ask `has(…)` before using it"),
        other => other.to_string(),
    }
}

fn syntax_fault(source: &str, errors: &cel::ParseErrors) -> Fault {
    let Some(first) = errors.errors.first() else {
        return Fault { message: errors.to_string(), offset: None };
    };
    let (line, column) = first.pos;
    let before: usize = source
        .split_inclusive('\n')
        .take(usize::try_from(line - 1).unwrap_or_default())
        .map(|text| text.chars().count())
        .sum();
    let column = usize::try_from(column - 1).unwrap_or_default();
    let message = first.msg.split(" expecting ").next().unwrap_or_default().to_owned();
    Fault { message, offset: Some(before + column) }
}

/// The operands of `&&`, `||` and `!`, however deep.
fn collect_parts<'e>(expression: &'e IdedExpr, parts: &mut Vec<&'e IdedExpr>) {
    match &expression.expr {
        Expr::Call(call) if is_logical(&call.func_name) => {
            for argument in &call.args {
                collect_parts(argument, parts);
            }
        }
        _ => parts.push(expression),
    }
}

fn collect_conjuncts<'e>(expression: &'e IdedExpr, parts: &mut Vec<&'e IdedExpr>) {
    match &expression.expr {
        Expr::Call(call) if call.func_name == LOGICAL_AND => {
            for part in &call.args {
                collect_conjuncts(part, parts);
            }
        }
        _ => parts.push(expression),
    }
}

/// Fields of a variable, also within `has(…)` and list walks.
fn collect_fields(expression: &IdedExpr, variable: &str, fields: &mut BTreeSet<String>) {
    match &expression.expr {
        Expr::Select(select) => match &select.operand.expr {
            Expr::Ident(name) if name == variable => {
                fields.insert(select.field.clone());
            }
            _ => collect_fields(&select.operand, variable, fields),
        },
        Expr::Call(call) => {
            for part in call.target.iter().map(AsRef::as_ref).chain(&call.args) {
                collect_fields(part, variable, fields);
            }
        }
        Expr::Comprehension(walk) => {
            for part in [&walk.iter_range, &walk.accu_init, &walk.loop_cond, &walk.loop_step, &walk.result] {
                collect_fields(part, variable, fields);
            }
        }
        Expr::List(list) => list.elements.iter().for_each(|part| collect_fields(part, variable, fields)),
        _ => {}
    }
}

/// Whether a variable occurs nowhere but before the name of a field. What is of no known form may hold anything.
fn is_by_field(expression: &IdedExpr, variable: &str) -> bool {
    match &expression.expr {
        Expr::Ident(name) => name != variable,
        Expr::Literal(_) => true,
        Expr::Select(select) => match &select.operand.expr {
            Expr::Ident(_) => true,
            _ => is_by_field(&select.operand, variable),
        },
        Expr::Call(call) => {
            call.target.iter().map(AsRef::as_ref).chain(&call.args).all(|part| is_by_field(part, variable))
        }
        Expr::Comprehension(walk) => {
            let parts = [&walk.iter_range, &walk.accu_init, &walk.loop_cond, &walk.loop_step, &walk.result];
            parts.into_iter().all(|part| is_by_field(part, variable))
        }
        Expr::List(list) => list.elements.iter().all(|part| is_by_field(part, variable)),
        _ => false,
    }
}

fn is_logical(operator: &str) -> bool {
    operator == LOGICAL_AND || operator == LOGICAL_OR || operator == LOGICAL_NOT
}

/// The names under the parts that are true, with their values, each once.
fn collect_true_paths(expression: &IdedExpr, context: &Context<'_, '_>, paths: &mut Vec<(String, String)>) {
    match &expression.expr {
        Expr::Call(call) if call.func_name == LOGICAL_AND => {
            for part in &call.args {
                collect_true_paths(part, context, paths);
            }
        }
        Expr::Call(call) if call.func_name == LOGICAL_OR => {
            for part in call.args.iter().filter(|part| Value::resolve(part, context) == Ok(Value::Bool(true))) {
                collect_true_paths(part, context, paths);
            }
        }
        _ => collect_names(expression, context, paths),
    }
}

fn collect_names(expression: &IdedExpr, context: &Context<'_, '_>, paths: &mut Vec<(String, String)>) {
    if let Some(path) = path(expression) {
        push_value(path, expression, context, paths);
        return;
    }
    match &expression.expr {
        Expr::Call(call) => {
            for part in call.target.iter().map(AsRef::as_ref).chain(&call.args) {
                collect_names(part, context, paths);
            }
        }
        Expr::Comprehension(comprehension) => collect_names(&comprehension.iter_range, context, paths),
        _ => {}
    }
}

/// `incident.certainty` for the selection of that field; none for anything else, also for `has(…)`.
fn path(expression: &IdedExpr) -> Option<String> {
    match &expression.expr {
        Expr::Select(select) if !select.test => match &select.operand.expr {
            Expr::Ident(variable) => Some(format!("{variable}.{}", select.field)),
            _ => None,
        },
        _ => None,
    }
}

fn push_value(path: String, expression: &IdedExpr, context: &Context<'_, '_>, paths: &mut Vec<(String, String)>) {
    if paths.iter().any(|(known, _)| *known == path) {
        return;
    }
    if let Ok(value) = Value::resolve(expression, context) {
        paths.push((path, shown(&value)));
    }
}

/// A value as people read it: numbers with at most three decimals, lists in brackets.
fn shown(value: &Value) -> String {
    match value {
        Value::Float(number) => {
            let text = format!("{number:.3}");
            text.trim_end_matches('0').trim_end_matches('.').to_owned()
        }
        Value::Int(number) => number.to_string(),
        Value::Bool(truth) => truth.to_string(),
        Value::String(text) => text.to_string(),
        Value::List(values) => format!("[{}]", values.iter().map(shown).collect::<Vec<_>>().join(", ")),
        other => format!("{other:?}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashMap;

    fn context() -> Context<'static, 'static> {
        let mut context = Context::default();
        let fields = HashMap::from([
            ("km", Value::from(4.25)),
            ("named", Value::from(false)),
            ("kinds", Value::from(vec!["battle"])),
        ]);
        context.add_variable_from_value("impact", fields);
        context
    }

    #[test]
    fn the_true_side_of_an_or_is_the_reason() {
        let condition = Condition::new("impact.named || (has(impact.km) && impact.km <= 10.0)").unwrap();
        assert_eq!(condition.holds(&context()), Ok(true));
        assert_eq!(condition.reasons(&context()), ["impact.km = 4.25"]);
    }

    #[test]
    fn lists_walked_through_are_reasons_too() {
        let condition = Condition::new("impact.kinds.exists(k, k == \"battle\")").unwrap();
        assert_eq!(condition.reasons(&context()), ["impact.kinds = [battle]"]);
    }

    #[test]
    fn a_syntax_error_says_where() {
        let fault = Condition::new("impact.km <=\n  && true").unwrap_err();
        assert_eq!(fault.offset, Some(15), "{}", fault.message);
    }

    #[test]
    fn a_part_that_would_be_passed_over_is_checked_all_the_same() {
        let condition = Condition::new("impact.named && impact.kilometres < 1.0").unwrap();
        assert_eq!(condition.holds(&context()), Ok(false), "evaluation alone does not see it");
        let faults = condition.check(&context());
        assert!(faults[0].message.contains("kilometres"), "{faults:?}");
    }

    #[test]
    fn a_variable_that_is_not_taken_apart_field_by_field_is_wanted_whole() {
        let by_field = |text: &str| Condition::new(text).unwrap().names_all_fields_of("incident");
        assert!(by_field("has(incident.deaths) && incident.kinds.exists(k, k in [\"coup\"]) && impact.km < 5.0"));
        assert!(!by_field("incident[\"deaths\"] > 3"));
        assert!(!by_field("size(incident) > 3 || incident.watched"));
    }

    #[test]
    fn the_fields_it_speaks_of_are_known_wherever_they_stand() {
        let source =
            "impact.named || has(impact.km) && [impact.points].exists(p, p > impact.exposure) ? true : asset.x";
        let fields = Condition::new(source).unwrap().fields_of("impact");
        assert_eq!(fields.into_iter().collect::<Vec<_>>(), ["exposure", "km", "named", "points"]);
    }

    #[test]
    fn what_does_not_depend_on_a_variable_can_be_ruled_out_before() {
        let without = |source: &str| Condition::new(source).unwrap().may_hold_without(&["asset"], &context());
        assert!(!without("impact.km > 5.0 && asset.value > 1.0"));
        assert!(without("impact.km > 4.0 && asset.value > 1.0"));
        assert!(without("impact.km > 5.0 || asset.value > 1.0"));
        assert!(without("impact.unknown > 5.0 && asset.value > 1.0"), "a fault is left to the whole condition");
    }

    #[test]
    fn what_is_no_truth_value_is_a_fault() {
        let condition = Condition::new("impact.km + 1.0").unwrap();
        assert!(condition.holds(&context()).is_err());
        assert_eq!(condition.check(&context()).len(), 1);
    }
}
