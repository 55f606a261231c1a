import type { PlatformSubject } from '../../src/check/rule';
import { type Break, textsOf } from './break';
import { fieldBreaks, templateBreaks } from './leaf-breaks';
import { targetBreaks } from './target-breaks';
import { fileBreaks, secretBreaks } from './text-breaks';

/** Every reference of a platform, each broken once: where it is used, and where the thing is that has the name. */
export function breaksOf(platform: PlatformSubject): Break[] {
  const { manifests } = platform;
  const hasDesktop = manifests.some((manifest) => textsOf(manifest).some(([name]) => name === 'launch-desktop.yaml'));
  return [
    ...manifests.flatMap(fieldBreaks),
    ...manifests.flatMap(templateBreaks),
    ...manifests.flatMap((manifest) => fileBreaks(manifest, hasDesktop)),
    ...secretBreaks(platform),
    ...targetBreaks(platform),
  ];
}
