import { groupKind } from '../../kube/reference';
import { UNIT } from '../../quantity';
import { amountAt } from '../view/amount';
import { Field } from '../view/field';
import type { World, WorldObject } from './world';

/** An object of Kueue, with what it says. */
export interface KueueObject {
  readonly one: WorldObject;
  readonly name: string;
  readonly spec: Field;
}

/** The delivered objects of one of Kueue's kinds. */
export const kueueOf = (world: World, kind: string): KueueObject[] =>
  world.delivered
    .filter(({ object }) => groupKind(object) === `kueue.x-k8s.io/${kind}`)
    .map((one) => ({ one, name: one.object.metadata.name, spec: Field.of(one.object).get('spec') }));

/** What a ClusterQueue has of one resource in one flavour. */
export interface Quota {
  readonly flavour: string;
  readonly resource: string;
  readonly field: Field;
  /** In billionths, as quantities are. */
  readonly nominal: bigint;
  /** Its nominal quota, and what it may borrow; `undefined`: everything that others lend. */
  readonly borrowing: bigint | undefined;
  readonly lending: bigint | undefined;
}

/** All quotas of a ClusterQueue, in their order. */
export const quotasOf = ({ spec }: KueueObject): Quota[] =>
  spec
    .get('resourceGroups')
    .items()
    .flatMap((group) => group.get('flavors').items())
    .flatMap((flavour) =>
      flavour
        .get('resources')
        .items()
        .map((field) => ({
          flavour: flavour.get('name').text() ?? '',
          resource: field.get('name').text() ?? '',
          field,
          nominal: amountAt(field.get('nominalQuota')) ?? 0n,
          borrowing: amountAt(field.get('borrowingLimit')),
          lending: amountAt(field.get('lendingLimit')),
        })),
    );

/** `12 cpu` of billionths. */
export const wholeUnits = (nano: bigint): string => String(Number(nano) / Number(UNIT));
