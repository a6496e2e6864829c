/** What `${{ … }}` may name: `inputs`, `steps`, `github`. */
export type Contexts = Readonly<Record<string, unknown>>;

/**
 * A text of a workflow with its expressions replaced by what they are, as far as this project uses them: paths, strings,
 * `==`, `!=`, `&&`, `||`, which mean the same in JavaScript. What is not there is the empty string.
 */
export function evaluated(text: string, contexts: Contexts): string {
  return text.replace(/\$\{\{(.*?)\}\}/gs, (_, expression: string) => String(evaluate(expression, contexts)));
}

/** Whether a step with this condition runs. */
export function holds(condition: string | undefined, contexts: Contexts): boolean {
  if (condition === undefined) return true;
  const [, expression = condition] = /^\$\{\{(.*)\}\}$/s.exec(condition) ?? [];
  return Boolean(evaluate(expression, contexts));
}

function evaluate(expression: string, contexts: Contexts): unknown {
  const tokens = expression.trim().match(/'[^']*'|[\w.-]+|==|!=|&&|\|\||\S/g) ?? [];
  const words = tokens.map((token) => {
    if (/^(?:==|!=|&&|\|\|)$/.test(token)) return token;
    if (token.startsWith("'")) return JSON.stringify(token.slice(1, -1));
    if (/^[a-z]/.test(token)) return JSON.stringify(lookUp(token, contexts));
    throw new Error(`an expression that is not understood here: ${expression}`);
  });
  return new Function(`return ${words.join(' ')}`)();
}

function lookUp(path: string, contexts: Contexts): unknown {
  const found = path.split('.').reduce<unknown>((value, key) => {
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined;
  }, contexts);
  return found ?? '';
}
