import { applyContent } from '../../src/delivery/pulumi';
import { requestsOf, secretValue } from './pulumi-engine';

// What the provider does is run by the real engine in test/cluster/pulumi-content.test.ts.

const content = { host: 'images.example.org', projects: { skaha: {} } };
const secrets = '{"robot/skaha/puller":"Secret-1"}';

const requested = (config: Record<string, string>, { declared }: { declared?: object } = { declared: content }) =>
  requestsOf(() => {
    const resource = applyContent(declared, new Map());
    return new Map(resource ? [['content', resource]] : []);
  }, config);

test('with a password in the configuration the content is a resource; password and secrets are marked', async () => {
  const [request, ...others] = await requested({
    'harbor-password': 'Password-1',
    'harbor-secrets': secrets,
    'harbor-user': 'robot$content',
  });
  expect(others).toEqual([]);
  expect(request).toMatchObject({
    type: 'pulumi-nodejs:dynamic/harbor:Content',
    name: 'registry-content',
    secretOutputs: ['password', 'secrets'],
  });
  const { __provider: _, ...inputs } = request?.inputs ?? {};
  expect(inputs).toEqual({
    content: JSON.stringify(content),
    user: 'robot$content',
    password: secretValue('Password-1'),
    secrets: secretValue(secrets),
    flags: [],
  });
});

test('without a password, and without a content, there is none', async () => {
  expect(await requested({})).toEqual([]);
  expect(await requested({ 'harbor-password': 'Password-1' }, {})).toEqual([]);
});
