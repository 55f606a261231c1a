import { readFileSync } from 'node:fs';
import * as ts from 'typescript';

/** Whether a rule is shown something that it passes and something that it fails. */
export interface Shown {
  valid: boolean;
  invalid: boolean;
}

/**
 * The rules that a test file has cases of, by the name of their constant: what it hands to `ruleTable`, and the rows of
 * its own tables, `[rule, title, subject, 'pass' | [faults]]`.
 */
export function casesOf(file: string): Map<string, Shown> {
  const shown = new Map<string, Shown>();
  const note = (rule: string, what: Partial<Shown>) =>
    shown.set(rule, { valid: false, invalid: false, ...shown.get(rule), ...what });
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && node.expression.getText() === 'ruleTable') {
      const [rule] = node.arguments;
      // `ruleTable` refuses a table without valid or invalid cases.
      if (rule !== undefined) note(rule.getText(), { valid: true, invalid: true });
    }
    if (ts.isArrayLiteralExpression(node) && node.elements.length === 4) {
      const [rule, , , expected] = node.elements;
      if (rule !== undefined && ts.isIdentifier(rule) && expected !== undefined) {
        if (ts.isStringLiteral(expected) && expected.text === 'pass') note(rule.text, { valid: true });
        if (ts.isArrayLiteralExpression(expected) && expected.elements.length > 0) note(rule.text, { invalid: true });
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true));
  return shown;
}
