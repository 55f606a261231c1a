# Compares node contracts with the nodes of a cluster; each line of the output is one thing that does not hold.
#
# Input: {"contracts": [...], "nodes": [...]}, the contracts as the platform writes them, the nodes as the API server
# gives them. src/plan/compare-nodes.ts says the same to `astroplatform pools compare`.

def units: {
  "": 1, n: 1e-9, u: 1e-6, m: 1e-3, k: 1e3, M: 1e6, G: 1e9, T: 1e12, P: 1e15, E: 1e18,
  Ki: 1024, Mi: 1048576, Gi: 1073741824, Ti: 1099511627776, Pi: 1125899906842624, Ei: 1152921504606846976
};

# An amount as Kubernetes writes it, in whole units, or in thousandths for CPU; parts count as whole ones.
def amount($resource):
  if . == null then 0
  else
    (tostring
      | capture("^(?<digits>([0-9]+(\\.[0-9]*)?|\\.[0-9]+)([eE][+-]?[0-9]+)?)(?<unit>[A-Za-z]*)$")
        // error("\(.) is no amount")) as $parts
    | ($parts.digits | tonumber) as $digits
    | if $resource == "cpu" and $parts.unit == "m" then $digits
      elif $resource == "cpu" then $digits * units[$parts.unit] * 1000
      else $digits * units[$parts.unit] end
    | ceil
  end;

def text($resource):
  if $resource == "cpu" then (if . % 1000 == 0 then "\(. / 1000)" else "\(.)m" end)
  elif $resource == "memory" or $resource == "ephemeral" then
    . as $bytes
    | first(
        (["Pi", "Ti", "Gi", "Mi", "Ki"][] | select($bytes >= units[.] and $bytes % units[.] == 0)
          | "\($bytes / units[.])\(.)"),
        "\($bytes)")
  else tostring end;

def written: "\(.key)\(if (.value // "") == "" then "" else "=\(.value)" end):\(.effect)";

def named:
  length as $count
  | (.[:5] | map(.name) | join(", ")) as $names
  | "\($count) \(if $count == 1 then "node" else "nodes" end) (\($names)\(if $count > 5 then ", and \($count - 5) more" else "" end))";

def line($path; $fact; $act): "\($path): \($fact). \($act).";

[.nodes[] | {
  name: .metadata.name,
  labels: (.metadata.labels // {}),
  taints: [.spec.taints // [] | .[] | written],
  strange: [
    .spec.taints // [] | .[]
    | select(.effect != "PreferNoSchedule" and (.key | startswith("node.kubernetes.io/") | not)) | written
  ],
  allocatable: (.status.allocatable // {})
}] as $all
| .contracts[]
| . as $contract
| "pools.\(.pool)" as $path
| [$all[] | select(.labels as $labels | all($contract.selector | to_entries[]; $labels[.key] == .value))] as $nodes
| ([.taints[] | written]) as $taints
| (
    (select(($nodes | length) < .nodes)
      | line("\($path).nodes"; "\($nodes | length) of the \(.nodes) nodes are there";
          .missing)),
    (.labels[] | . as $wanted
      | [$nodes[] | select(.labels[$wanted.key] != $wanted.value)] | select(length > 0)
      | line($path; "\(named) without the label \($wanted.key)=\($wanted.value)"; $wanted.act)),
    ($taints[] | . as $taint
      | [$nodes[] | select(.taints | index($taint) | not)] | select(length > 0)
      | line("\($path).taints"; "\(named) without the taint \($taint)";
          "Taint them, or remove the taint from the declaration")),
    ([$nodes[].strange[]] | unique - $taints | .[] | . as $taint
      | [$nodes[] | select(.taints | index($taint))]
      | line("\($path).taints"; "\(named) with the taint \($taint), which no session tolerates";
          "Declare it, or take it off")),
    (.least[] | . as $least
      | [$nodes[] | {name, has: (.allocatable[$least.name] | amount($least.resource))}]
      | map(select(if $least.resource == "gpu" then .has != $least.amount else .has < $least.amount end))
      | select(length > 0) | sort_by(.has)
      | (.[0].has | text($least.resource)) as $has
      | line(
          (if $least.resource == "gpu" then "\($path).gpu" else "\($path).allocatable.\($least.resource)" end);
          "\($least.text) \($least.name) is declared, and \(named) with another: \(.[0].name) has \($has)";
          (if $least.resource == "gpu" then "Declare the GPUs that the nodes have" else "Write at most \($has)" end)))
  )
