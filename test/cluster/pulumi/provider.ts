import * as grpc from '@grpc/grpc-js';
import { PluginInfo } from '@pulumi/pulumi/proto/plugin_pb';
import { ResourceProviderService } from '@pulumi/pulumi/proto/provider_grpc_pb';
import * as messages from '@pulumi/pulumi/proto/provider_pb';
import { Status } from '@pulumi/pulumi/proto/status_pb';
import { Any } from 'google-protobuf/google/protobuf/any_pb';
import { Empty } from 'google-protobuf/google/protobuf/empty_pb';
import { plain, type Serving, serve, struct, unary } from '../../pulumi/grpc';
import { revealed } from '../../pulumi/marks';

/** Properties of a resource. Secrets are in clear; what is not known yet is {@link UNKNOWN}. */
// biome-ignore lint/suspicious/noExplicitAny: the shape belongs to the resource type
export type Properties = Record<string, any>;

/** What has to happen to a resource. */
export interface Difference {
  readonly changed: readonly string[];
  readonly replaces?: readonly string[];
}

/** The test double of a provider: the part of the work that differs from provider to provider. */
export interface Provider {
  configure?(args: Properties): void;
  /** The inputs as the engine shall keep them. @param inputs with their marks @param clear without */
  check?(inputs: Properties, clear: Properties): Promise<Properties>;
  diff(inputs: { readonly old: Properties; readonly new: Properties }): Difference;
  create(urn: string, inputs: Properties, preview: boolean): Promise<{ id: string; state: Properties }>;
  /** State and inputs as they are now; undefined when the resource is gone. */
  read(state: Properties, inputs: Properties): Promise<{ state: Properties; inputs: Properties } | undefined>;
  update(urn: string, state: Properties, inputs: Properties, preview: boolean): Promise<Properties>;
  delete(state: Properties): Promise<void>;
}

/** The resource is there, but not as it was asked: the engine keeps the state, and tries again with the next update. */
export class PartialError extends Error {
  readonly code = grpc.status.UNKNOWN;
  readonly metadata = new grpc.Metadata();

  constructor(message: string, id: string, state: Properties) {
    super(message);
    const failed = new messages.ErrorResourceInitFailed().setId(id).setProperties(struct(state));
    const detail = new Any();
    detail.pack(failed.setReasonsList([message]).serializeBinary(), 'pulumirpc.ErrorResourceInitFailed');
    const status = new Status().setCode(this.code).setMessage(message).addDetails(detail);
    this.metadata.set('grpc-status-details-bin', Buffer.from(status.serializeBinary()));
  }
}

/** Serves a provider, so that the engine can attach to it by `PULUMI_DEBUG_PROVIDERS`. */
export function serveProvider(provider: Provider, version: string): Promise<Serving> {
  const clear = (value: Parameters<typeof plain>[0]) => revealed(plain(value)) as Properties;
  const check = async (asked: messages.CheckRequest) => {
    const inputs = plain(asked.getNews());
    const checked = (await provider.check?.(inputs, revealed(inputs) as Properties)) ?? inputs;
    return new messages.CheckResponse().setInputs(struct(checked));
  };
  const handlers: grpc.UntypedServiceImplementation = {
    handshake: unary(() => new messages.ProviderHandshakeResponse().setAcceptSecrets(true)),
    attach: unary(() => new Empty()),
    cancel: unary(() => new Empty()),
    getPluginInfo: unary(() => new PluginInfo().setVersion(version)),
    checkConfig: unary((asked: messages.CheckRequest) => new messages.CheckResponse().setInputs(asked.getNews())),
    diffConfig: unary((asked: messages.DiffRequest) =>
      different({ changed: changedIn(clear(asked.getOldInputs()), clear(asked.getNews())) }),
    ),
    configure: unary((asked: messages.ConfigureRequest) => {
      provider.configure?.(clear(asked.getArgs()));
      return new messages.ConfigureResponse().setAcceptsecrets(true).setSupportspreview(true);
    }),
    check: unary(check),
    diff: unary((asked: messages.DiffRequest) => {
      const inputs = { old: clear(asked.getOldInputs()), new: clear(asked.getNews()) };
      return different(provider.diff(inputs));
    }),
    create: unary(async (asked: messages.CreateRequest) => {
      const inputs = clear(asked.getProperties());
      const { id, state } = await provider.create(asked.getUrn(), inputs, asked.getPreview());
      return new messages.CreateResponse().setId(id).setProperties(struct(state));
    }),
    read: unary(async (asked: messages.ReadRequest) => {
      const found = await provider.read(clear(asked.getProperties()), clear(asked.getInputs()));
      if (!found) return new messages.ReadResponse();
      const answer = new messages.ReadResponse().setId(asked.getId());
      return answer.setProperties(struct(found.state)).setInputs(struct(found.inputs));
    }),
    update: unary(async (asked: messages.UpdateRequest) => {
      const [olds, news] = [clear(asked.getOlds()), clear(asked.getNews())];
      const state = await provider.update(asked.getUrn(), olds, news, asked.getPreview());
      return new messages.UpdateResponse().setProperties(struct(state));
    }),
    delete: unary(async (asked: messages.DeleteRequest) => {
      await provider.delete(clear(asked.getProperties()));
      return new Empty();
    }),
  };
  return serve([ResourceProviderService as unknown as grpc.ServiceDefinition, handlers]);
}

function different({ changed, replaces = [] }: Difference): messages.DiffResponse {
  const { DIFF_NONE, DIFF_SOME } = messages.DiffResponse.DiffChanges;
  return new messages.DiffResponse()
    .setChanges(changed.length === 0 ? DIFF_NONE : DIFF_SOME)
    .setDiffsList([...changed])
    .setReplacesList([...replaces])
    .setDeletebeforereplace(replaces.length > 0);
}

/** Names of the top-level properties that are not the same. */
export function changedIn(old: Properties, now: Properties): string[] {
  const names = new Set([...Object.keys(old), ...Object.keys(now)]);
  return [...names].filter((name) => sorted(old[name]) !== sorted(now[name]));
}

const sorted = (value: unknown): string | undefined =>
  JSON.stringify(value, (_, field) =>
    typeof field === 'object' && field !== null && !Array.isArray(field)
      ? Object.fromEntries(Object.entries(field).sort(([a], [b]) => (a < b ? -1 : 1)))
      : field,
  );
