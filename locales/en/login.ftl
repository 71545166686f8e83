# Logging in to a cluster by a program of the learner's own.

cause-login = The program `{ $program }`, which your kubeconfig names to log you in to the cluster, failed: “{ $detail }”.
remedy-login = Log in as the provider of your cluster says, until `kubectl version` answers.
