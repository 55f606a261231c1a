import { type TemplateKind, templateFaults } from '../../src/config/placeholder';

describe('the placeholders of a template', () => {
  test.each<[string, TemplateKind, string, string, string]>([
    ['of another tool', 'launch', 'notebook', 'name: {{ .Release.Name }}', 'nothing here fills in'],
    ['that nobody knows', 'launch', 'notebook', 'name: ${skaha.jobnam}', 'Did you mean "${skaha.jobname}"?'],
    ['that only a site file has', 'launch', 'notebook', 'value: ${site.domain}', '${site.domain} is not a placeholder'],
    ['without end', 'launch', 'notebook', 'name: ${skaha.jobname', 'does not end'],
    ['of another file', 'service', 'notebook', 'user: ${skaha.userid}', 'not filled in in service files'],
    ['of the sessions host in a Service', 'service', 'carta', '${skaha.sessions.hostname}', 'launch and ingress files'],
    ['of another type', 'launch', 'notebook', 'value: ${skaha.sessionurlpath}', 'exists for carta sessions only'],
    [
      'of a Job that does not exist yet',
      'launch',
      'carta',
      'uid: ${skaha.jobuid}',
      'exists for desktop-app sessions only',
    ],
    ['of whole lines inside a line', 'launch', 'headless', 'a: ${headless.priority}', 'Give it a line of its own'],
    [
      'of whole lines of another type',
      'launch',
      'carta',
      '  ${headless.priority}\n',
      'exists for headless sessions only',
    ],
  ])('%s is a fault', (_, file, type, text, message) => {
    const faults = templateFaults(text, file, type);
    expect(faults).toHaveLength(1);
    expect(`${faults[0]?.fact}. ${faults[0]?.act}`).toContain(message);
  });

  test.each<[TemplateKind, string, string]>([
    ['launch', 'headless', 'a:\n  ${headless.priority}\n  - ${skaha.userid} $ $(A) {b} $1'],
    ['launch', 'desktop-app', '${skaha.jobuid}${software.targetip}'],
    ['service', 'carta', '${skaha.jobuid}${skaha.jobname}${skaha.sessionid}'],
    ['ingress', 'carta', '${skaha.jobuid}${skaha.jobname}${skaha.sessionid}${skaha.sessions.hostname}'],
  ])('a %s file of %s has its own', (file, type, text) => {
    expect(templateFaults(text, file, type)).toEqual([]);
  });
});
