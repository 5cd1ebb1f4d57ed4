/** As much of a pod as these tests look at. */
export interface Pod {
  readonly metadata: {
    readonly name: string;
    readonly uid: string;
    readonly creationTimestamp: string;
    readonly deletionTimestamp?: string;
  };
  readonly spec: { readonly nodeName?: string };
  readonly status?: {
    readonly phase?: string;
    readonly podIP?: string;
    readonly conditions?: readonly { readonly type: string; readonly status: string }[];
    readonly containerStatuses?: readonly ContainerStatus[];
  };
}

export interface ContainerStatus {
  /** "containerd://…" */
  readonly containerID?: string;
  readonly restartCount: number;
  readonly state?: {
    readonly running?: { readonly startedAt: string };
    readonly terminated?: ContainerEnd;
  };
  readonly lastState?: { readonly terminated?: ContainerEnd };
}

export interface ContainerEnd {
  readonly containerID: string;
  readonly exitCode: number;
  readonly reason: string;
}

export function isReady({ status }: Pod): boolean {
  return status?.conditions?.some(condition => condition.type === 'Ready' && condition.status === 'True') ?? false;
}
