import { formatCpu, formatMemory } from '../config/units';
import type { Answer, Question } from '../plan/fit';
import { written } from '../plan/fit-count';
import type { OfferProof } from '../plan/prove-offers';
import { table } from './table';

/** The answer to a question, its reason, and the computation behind it. */
export function answerText(question: Question, { verdict, pools, request, team, atOnce, gap, reason }: Answer): string {
  const lines = [`${verdict}: ${asked(question)}${team === undefined ? '' : `, team ${team}`}`];
  const places = verdict === 'fits' ? pools.filter(({ now }) => now > 0) : [];
  for (const { pool, now } of places) lines.push(`  ${place(pool)}: ${now} at once`);
  if (places.length > 1) lines.push(`  together: ${atOnce} at once`);
  if (reason) {
    lines.push(`  ${reason.path ? `${reason.path}: ` : ''}${reason.fact}`);
    if (reason.act) lines.push(`  ${reason.act}`);
  }
  if (gap > 0) lines.push(`  the queues would admit ${gap} more than nodes have room for; those stay pending`);
  lines.push('proof:', `  the pod takes ${written(request)}`);
  if (verdict === 'never' && pools.some(({ now }) => now > 0))
    lines.push('  it is refused before a node is looked at; nodes and quotas alone would say:');
  for (const { proof } of pools) for (const line of proof) lines.push(`  ${line}`);
  return `${lines.join('\n')}\n`;
}

/** All offers of a site, one line each, and how many would be admitted that no node has room for. */
export function proofText(file: string, proofs: readonly OfferProof[]): string {
  const never = proofs.filter(({ answer }) => answer.verdict !== 'fits');
  const gap = proofs.filter(({ answer }) => answer.gap > 0);
  const rows = proofs.map(({ question, size, answer }) => [
    question.type,
    `${size}${question.gpus ? `, ${gpuCount(question.gpus)}` : ''}`,
    answer.verdict,
    String(answer.atOnce),
    String(answer.gap),
  ]);
  const summary =
    never.length === 0
      ? `${file}: every size of every session type on offer has a place; the number of them at once:`
      : `${file}: ${never.length} of ${proofs.length} offers have no place:`;
  return [
    `${summary}\n`,
    table([['SESSION', 'SIZE', 'ANSWER', 'AT ONCE', 'GAP'], ...rows], 3),
    ...never.map(({ question, answer: { reason } }) =>
      `  ✖ ${asked(question)}: ${reason?.path}: ${reason?.fact}. ${reason?.act ?? ''}`.trimEnd().concat('\n'),
    ),
    gap.length === 0
      ? '  nothing is admitted that no node has room for\n'
      : '  GAP: sessions that queues admit and no node has room for: quotas are sums over nodes, and no packing is perfect\n',
  ].join('');
}

const gpuCount = (gpus: number) => `${gpus} ${gpus === 1 ? 'GPU' : 'GPUs'}`;

const place = (pool: string | undefined) => (pool === undefined ? 'nodes of no pool' : `pools.${pool}`);

const asked = ({ type, cpu, memory, gpus }: Question): string =>
  [
    type,
    cpu === undefined ? [] : `${formatCpu(cpu)} cores`,
    memory === undefined ? [] : formatMemory(memory),
    cpu === undefined && memory === undefined ? 'usual size' : [],
    gpus ? gpuCount(gpus) : [],
  ]
    .flat()
    .join(', ');
