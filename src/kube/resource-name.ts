/** Name of a kind's resource in addresses, rights and admission, e.g. `networkpolicies`; as Kubernetes itself guesses it. */
export function resourceName(kind: string): string {
  const name = kind.toLowerCase();
  if (name === 'endpoints') return name;
  if (name.endsWith('s')) return `${name}es`;
  return name.endsWith('y') ? `${name.slice(0, -1)}ies` : `${name}s`;
}
