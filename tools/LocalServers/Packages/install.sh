#!/bin/sh
# Installs Debian packages without starting or enabling the services they bring: the servers are run by us, as private
# instances. Usage (as root): install.sh PACKAGE...
set -eu
policy=/usr/sbin/policy-rc.d
kept=$policy.before-blink

# Two runs at once (several test processes) would fight over apt's locks.
exec 9>"${TMPDIR:-/tmp}/blink-pipeline-install.lock"
flock 9

restore() {
    rm -f "$policy"
    if [ -e "$kept" ] || [ -L "$kept" ]; then mv -f "$kept" "$policy"; fi
}
trap restore EXIT
trap 'exit 130' INT TERM
if { [ -e "$policy" ] || [ -L "$policy" ]; } && [ ! -e "$kept" ]; then mv "$policy" "$kept"; fi
# 101 is "action forbidden by policy" to invoke-rc.d and deb-systemd-invoke.
printf '#!/bin/sh\nexit 101\n' >"$policy"
chmod 755 "$policy"

export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
apt-get install -y -qq --no-install-recommends "$@"

# On a machine with systemd the new services would otherwise start at the next boot.
if [ -d /run/systemd/system ]; then
    for package in "$@"; do
        case $package in
        postgresql) systemctl disable --quiet postgresql.service || true ;;
        rabbitmq-server) systemctl disable --quiet rabbitmq-server.service epmd.socket epmd.service || true ;;
        prometheus) systemctl disable --quiet prometheus.service prometheus-node-exporter.service || true ;;
        esac
    done
fi
