// What Kubernetes makes names of (SafeEncodeString of k8s.io/apimachinery/pkg/util/rand/rand.go): no vowels, and no
// characters that are easily mistaken.
const safe = '[bcdfghjklmnpqrstvwxz2456789]';

/**
 * What controllers put behind their name, tried in order:
 * - a CronJob the minute of the run (getJobName, before v1.21 the second), its Job five characters;
 * - an Indexed Job the index (podGenerateNameWithIndex) and five characters;
 * - a Deployment the hash of its template, a 32-bit number in at most ten characters, its ReplicaSet five characters;
 * - a ReplicaSet, DaemonSet or Job of its own five characters (`generateName`);
 * - a StatefulSet a number.
 */
const endings = [
  new RegExp(`-[0-9]{8,10}-${safe}{5}$`),
  new RegExp(`-[0-9]{1,7}-${safe}{5}$`),
  new RegExp(`-${safe}{5,10}-${safe}{5}$`),
  new RegExp(`-${safe}{5}$`),
  /-[0-9]{1,7}$/,
];

/** Names that the API server makes are no longer (`maxNameLength` of k8s.io/apiserver/pkg/storage/names/generate.go). */
const longestGenerated = 63;
/**
 * Before it puts five characters behind a name it cuts that to fit: the dash between is gone, and perhaps some of the hash
 * or of the minute before it.
 */
const cutEnding = new RegExp(`(?:-(?:${safe}{1,10}|[0-9]{1,10}))?${safe}{5}$`);

/**
 * The workload that a pod belongs to, by its name: the same for all replicas. A pod that stands alone keeps its name,
 * unless that ends like the name of a replica.
 */
export function podWorkload(podName: string): string {
  // No name of an object in Kubernetes is longer: what is, was not made by it.
  if (podName.length > 253) return podName;
  for (const ending of endings) {
    const match = ending.exec(podName);
    if (match !== null && match.index > 0) return podName.slice(0, match.index);
  }
  return podName.length === longestGenerated ? podName.replace(cutEnding, '') : podName;
}
