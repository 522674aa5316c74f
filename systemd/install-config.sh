#!/bin/sh
# Puts the first configuration in its place; one that is there already is never touched.
set -e
folder=$DESTDIR/$1/mentiond
mkdir -p "$folder"
chmod 0750 "$folder"
[ -e "$folder/mentiond.yaml" ] && exit 0
cp "$2" "$folder/mentiond.yaml"
chmod 0640 "$folder/mentiond.yaml"
