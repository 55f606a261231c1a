import type * as grpc from '@grpc/grpc-js';
import { EngineService } from '@pulumi/pulumi/proto/engine_grpc_pb';
import * as engine from '@pulumi/pulumi/proto/engine_pb';
import * as resource from '@pulumi/pulumi/proto/resource_pb';
import { Empty } from 'google-protobuf/google/protobuf/empty_pb';
import { madeBy } from '../delivery/pulumi-engine';
import { plain, type Serving, serve, struct, unary } from './grpc';
import { revealed } from './marks';
import { programOf, ROOT, readProject } from './project';
import { ended, startProgram } from './start-program';

// The package has no types for this one file.
const { ResourceMonitorService } = require('@pulumi/pulumi/proto/resource_grpc_pb') as {
  ResourceMonitorService: grpc.ServiceDefinition;
};

/** A registration as the engine got it. */
export interface Registered {
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly protect: boolean;
  readonly secretOutputs: readonly string[];
}

/** What a program asked of the engine, and how it ended. */
export interface Trace {
  readonly registered: readonly Registered[];
  /** Outputs of the stack. */
  readonly outputs: Readonly<Record<string, unknown>>;
  /** What it said to the engine at the level of an error. */
  readonly errors: readonly string[];
  readonly output: string;
  readonly code: number | null;
}

/** Features that a current engine has; those that would call back into the program are left out. */
const FEATURES = ['secrets', 'resourceReferences', 'outputValues', 'aliasSpecs', 'deletedWith'];

/** Runs the program of `Pulumi.yaml` for one stack against an engine that agrees to everything. */
export async function traceOf(stack: string, config: Readonly<Record<string, string>> = {}): Promise<Trace> {
  const project = readProject();
  const fake = new FakeEngine(project.name, stack);
  const serving = await fake.serve();
  try {
    const { directory, entryPoint } = programOf(project);
    const keys = Object.entries(config).map(([name, value]) => [`${project.name}:${name}`, value] as const);
    const child = startProgram({
      options: project.runtime.options,
      rootDirectory: ROOT,
      programDirectory: directory,
      entryPoint,
      project: project.name,
      stack,
      monitor: serving.address,
      engine: serving.address,
      config: Object.fromEntries(keys),
      secretKeys: keys.map(([key]) => key),
    });
    return { ...fake.seen, ...(await ended(child)) };
  } finally {
    serving.stop();
  }
}

class FakeEngine {
  readonly seen = {
    registered: [] as Registered[],
    outputs: {} as Record<string, unknown>,
    errors: [] as string[],
  };
  private root = '';

  constructor(
    private readonly project: string,
    private readonly stack: string,
  ) {}

  serve(): Promise<Serving> {
    return serve(
      [
        ResourceMonitorService,
        {
          supportsFeature: unary((asked: resource.SupportsFeatureRequest) =>
            new resource.SupportsFeatureResponse().setHassupport(FEATURES.includes(asked.getId())),
          ),
          registerResource: unary((asked: resource.RegisterResourceRequest) => this.register(asked)),
          registerResourceOutputs: unary((asked: resource.RegisterResourceOutputsRequest) => {
            if (asked.getUrn() === this.root) Object.assign(this.seen.outputs, plain(asked.getOutputs()));
            return new Empty();
          }),
          signalAndWaitForShutdown: unary(() => new Empty()),
        },
      ],
      [
        EngineService as unknown as grpc.ServiceDefinition,
        {
          log: unary((asked: engine.LogRequest) => {
            if (asked.getSeverity() === engine.LogSeverity.ERROR) this.seen.errors.push(asked.getMessage());
            return new Empty();
          }),
          setRootResource: unary((asked: engine.SetRootResourceRequest) => {
            this.root = asked.getUrn();
            return new engine.SetRootResourceResponse();
          }),
          getRootResource: unary(() => new engine.GetRootResourceResponse().setUrn(this.root)),
        },
      ],
    );
  }

  private register(asked: resource.RegisterResourceRequest): resource.RegisterResourceResponse {
    const [type, name, inputs] = [asked.getType(), asked.getName(), plain(asked.getObject())];
    const urn = `urn:pulumi:${this.stack}::${this.project}::${this.typesAbove(asked.getParent())}${type}::${name}`;
    this.seen.registered.push({
      urn,
      type,
      name,
      inputs,
      protect: asked.getProtect() ?? false,
      secretOutputs: asked.getAdditionalsecretoutputsList(),
    });
    const answer = new resource.RegisterResourceResponse().setUrn(urn);
    if (asked.getCustom()) answer.setId(`${name}-id`);
    return answer.setObject(struct({ ...(revealed(inputs) as object), ...madeBy(type, name) }));
  }

  /** Types of all parents but the stack, as every URN has them. */
  private typesAbove(parent: string): string {
    const types = parent.split('::')[2] ?? '';
    return types === '' || types === 'pulumi:pulumi:Stack' ? '' : `${types}$`;
  }
}
