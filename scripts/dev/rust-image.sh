#!/usr/bin/env bash
# Makes what the Dockerfiles build in, for where no image registry is reachable: Debian by debootstrap, and this machine's
# Rust. Prints its name, for RUST_IMAGE. As root; with buildah.
# shellcheck source=scripts/dev/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
cd "$ROOT"

# Called as the public one that it stands in for, rust:VERSION-slim-SUITE.
IMAGE=$(sed -n 's|^ARG RUST_IMAGE=docker.io/library/|localhost/|p' Dockerfile.backend)
SUITE=${IMAGE##*-}
have buildah || apt_install "building images without Docker" buildah
if buildah inspect --type image "$IMAGE" >/dev/null 2>&1; then
    echo "$IMAGE"
    exit
fi

have debootstrap || apt_install "making the image that Rust builds in" debootstrap
WORK=$(mktemp -d "${TMPDIR:-/tmp}/todo-rust.XXXXXX")
trap 'rm -rf "$WORK"' EXIT
log "making $IMAGE"
debootstrap --variant=minbase --include=ca-certificates,gcc,libc6-dev "$SUITE" "$WORK/root" >"$WORK/log" 2>&1 \
    || { tail -n 5 "$WORK/log" >&2; die "debootstrap could not make Debian $SUITE"; }
cp /etc/ssl/certs/ca-certificates.crt "$WORK/root/etc/ssl/certs/"
TOOLCHAIN=$WORK/root/usr/local/rustup/toolchains/$(rustc -vV | awk '/^release:/ { version = $2 } /^host:/ { print version "-" $2 }')
mkdir -p "$TOOLCHAIN" "$WORK/root/usr/local/cargo/bin"
cp -a "$(rustc --print sysroot)"/. "$TOOLCHAIN"
for name in rustup cargo rustc; do cp -L "$(command -v rustup)" "$WORK/root/usr/local/cargo/bin/$name"; done
rm -rf "$TOOLCHAIN"/share/doc "$WORK"/root/var/cache/apt/archives/*.deb
tar -C "$WORK/root" -cf "$WORK/root.tar" .
cat >"$WORK/Dockerfile" <<'TEXT'
FROM scratch
ADD root.tar /
ENV RUSTUP_HOME=/usr/local/rustup CARGO_HOME=/usr/local/cargo \
    PATH=/usr/local/cargo/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
TEXT
buildah bud --isolation chroot --tag "$IMAGE" --file "$WORK/Dockerfile" "$WORK" >>"$WORK/log" 2>&1 \
    || { tail -n 5 "$WORK/log" >&2; die "buildah could not make $IMAGE"; }
echo "$IMAGE"
