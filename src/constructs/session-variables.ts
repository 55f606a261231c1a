import type { SiteVariable } from '../config/placeholder';
import type { SessionTemplate } from './session-template-props';

/** Fills in what a type takes from the site or from itself; what the session service fills in stays as it is. */
export function withSiteValues({ type, props }: SessionTemplate, text: string): string {
  const values: Readonly<Record<SiteVariable, string | undefined>> = {
    'site.domain': props.site.domain,
    'site.tap-services': props.site.tapServices,
    'type.port': type.web && String(type.web.port),
  };
  return text.replace(/\$\{([a-z.-]+)\}/g, (whole, name: string) =>
    Object.hasOwn(values, name) ? (values[name as SiteVariable] ?? whole) : whole,
  );
}
