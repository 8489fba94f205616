#!/usr/bin/env bash
# Builds both images from their Dockerfiles, and writes them as archives that a node can import.
#   images.sh TAG DIR   writes DIR/backend.tar and DIR/frontend.tar, called localhost/todo-chatbot/SERVICE:TAG
#   RUST_IMAGE          the image to build in, where the public one cannot be reached
# With Docker where its engine runs, otherwise with buildah, as root.
# shellcheck source=scripts/dev/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
cd "$ROOT"

[[ $# -eq 2 ]] || die "usage: images.sh TAG DIR"
TAG=$1
mkdir -p "$2"
DIR=$(cd "$2" && pwd)
ARGUMENTS=(--build-arg "VERSION=$TAG" --build-arg "REVISION=$(git rev-parse HEAD)")
[[ -z ${RUST_IMAGE:-} ]] || ARGUMENTS+=(--build-arg "RUST_IMAGE=$RUST_IMAGE")

with_docker() {
    docker build "${ARGUMENTS[@]}" --file "Dockerfile.$1" --tag "$2" . >&2
    docker save --output "$DIR/$1.tar" "$2"
}

with_buildah() {
    buildah bud --isolation chroot --layers --jobs 0 --pull=false "${ARGUMENTS[@]}" --file "Dockerfile.$1" --tag "$2" . >&2
    rm -f "$DIR/$1.tar"
    buildah push --quiet "$2" "oci-archive:$DIR/$1.tar:$2" >&2
}

if docker info >/dev/null 2>&1; then
    BUILDER=with_docker
else
    have buildah || apt_install "building images without Docker" buildah
    BUILDER=with_buildah
fi
for service in backend frontend; do
    began=$SECONDS
    "$BUILDER" "$service" "localhost/todo-chatbot/$service:$TAG"
    log "$service: built in $((SECONDS - began)) s, $(($(stat -c %s "$DIR/$service.tar") / 1000000)) MB"
done
