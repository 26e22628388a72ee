#!/bin/sh
# Makes a tree of Debian 13 with its PostgreSQL 17 and RabbitMQ 4.0, from the mirror that this machine installs from.
# Takes some minutes and about 1 GB. Usage (as root, with debootstrap installed): debian13.sh TREE
set -eu
tree=$1
if [ -e "$tree/.complete" ]; then exit 0; fi

mirror=$(cat /etc/apt/sources.list.d/*.sources /etc/apt/sources.list 2>/dev/null |
    sed -n -e 's/^URIs: *\([^ ]*\).*/\1/p' -e 's/^deb \(\[[^]]*\] \)\{0,1\}\([^ ]*\).*/\2/p' | head -n 1)
rm -rf "$tree"
mkdir -p "$(dirname "$tree")"
debootstrap --variant=minbase --include=postgresql-17,rabbitmq-server trixie "$tree" "${mirror:-https://deb.debian.org/debian}"
touch "$tree/.complete"
