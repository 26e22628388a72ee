#!/bin/sh
# Runs a command inside another Debian's tree, in a mount namespace of its own: nothing stays mounted when the command has ended.
# Usage (as root): unshare --mount inside.sh ROOT FOLDER ACCOUNT COMMAND...
# FOLDER of this machine is at the same path inside.
set -eu
root=$1 folder=$2 account=$3
shift 3
mount --make-rprivate /
mkdir -p "$root$folder"
mount --bind "$folder" "$root$folder"
mount -t proc proc "$root/proc"
mount --rbind /dev "$root/dev"
exec chroot --userspec="$account" "$root" "$@"
