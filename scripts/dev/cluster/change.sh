# shellcheck shell=bash disable=SC2154
# Restarts and releases while people work: the books balance, and nobody was refused.

restart_all() {
    k rollout restart "deployment/$BACKEND" "deployment/$FRONTEND"
    k rollout status "deployment/$BACKEND" --timeout 5m
    k rollout status "deployment/$FRONTEND" --timeout 5m
}

upgrade_all() {
    local began
    began=$(now_ms)
    deploy --skip-smoke --set-string backend.env.CHANGED=1 --set-string frontend.env.CHANGED=1
    figure "rolling upgrade: from \`deploy.sh\` to all pods new" "$((($(now_ms) - began) / 1000)) s"
}

part_change() {
    with_books "rolling restart of both services" "nobody is refused" restart_all
    with_books "rolling upgrade" "nobody is refused" upgrade_all
}
