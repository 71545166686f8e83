# Who may read what lets one into a cluster.

tutor-doctor-access = Kubeconfigs
tutor-doctor-access-ok = Nobody else on this machine can read them.
tutor-doctor-access-bad = Others on this machine can read these, and use the access that they give: `{ $paths }`.
tutor-doctor-access-help = Take that right away with `chmod go-rwx { $paths }`.
