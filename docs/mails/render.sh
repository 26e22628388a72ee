#!/bin/sh
# Renders sample mails in headless Chromium, and shrinks the pictures with pngquant: docs/mails/render.sh FOLDER-OF-SAMPLES [FOLDER-FOR-PICTURES]
set -eu
samples=$(cd "$1" && pwd)
pictures=${2:-$(dirname "$0")}

# Chromium's windows are never narrower than 500 pixels, a frame in one is. The colour scheme: 0 is dark, 1 is light.
shoot() { # mail look width height scheme
    page=$(mktemp --suffix .html)
    profile=$(mktemp -d)
    echo "<body style='margin:0;background:#888'><iframe src='file://$samples/$1.html' style='border:0;display:block;margin:0 auto;width:$3px;height:$4px'></iframe>" > "$page"
    chromium --headless --no-sandbox --disable-gpu --hide-scrollbars --user-data-dir="$profile" --disable-background-networking \
        --no-first-run --blink-settings=preferredColorScheme="$5" --window-size="$(( $3 > 500 ? $3 : 500 )),$4" \
        --screenshot="$profile/shot.png" "file://$page" 2> /dev/null
    pngquant --force --strip 64 --output "$pictures/$1-$2.png" "$profile/shot.png"
    rm -r "$page" "$profile"
}

for mail in digest:2110:2660 invite:460:500 alert:440:640; do
    name=${mail%%:*} heights=${mail#*:}
    shoot "$name" light 720 "${heights%:*}" 1
    shoot "$name" dark 720 "${heights%:*}" 0
    shoot "$name" narrow 400 "${heights#*:}" 1
done
