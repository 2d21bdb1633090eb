package tandem.files;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import tandem.Pure;

/// The media type of a file, by how its name ends. Texts are taken for UTF-8.
@Pure
public final class MediaTypes {
    private static final String UNKNOWN = "application/octet-stream";
    private static final Map<String, String> BY_ENDING = byEnding("""
            text/html; charset=utf-8: html htm
            text/css; charset=utf-8: css
            text/javascript; charset=utf-8: js mjs
            text/plain; charset=utf-8: txt log conf
            text/csv; charset=utf-8: csv
            text/markdown; charset=utf-8: md
            text/xml; charset=utf-8: xml xsd xsl xslt
            text/vtt; charset=utf-8: vtt
            text/calendar; charset=utf-8: ics
            application/json: json map
            application/ld+json: jsonld
            application/manifest+json: webmanifest
            application/rss+xml: rss
            application/atom+xml: atom
            application/xhtml+xml: xhtml
            application/wasm: wasm
            application/pdf: pdf
            application/zip: zip
            application/gzip: gz tgz
            application/zstd: zst
            application/x-7z-compressed: 7z
            application/x-tar: tar
            application/java-archive: jar war
            application/rtf: rtf
            application/msword: doc
            application/vnd.ms-excel: xls
            application/vnd.ms-powerpoint: ppt
            application/vnd.openxmlformats-officedocument.wordprocessingml.document: docx
            application/vnd.openxmlformats-officedocument.spreadsheetml.sheet: xlsx
            application/vnd.openxmlformats-officedocument.presentationml.presentation: pptx
            application/vnd.oasis.opendocument.text: odt
            application/vnd.oasis.opendocument.spreadsheet: ods
            application/vnd.apple.mpegurl: m3u8
            application/dash+xml: mpd
            image/svg+xml: svg
            image/png: png
            image/jpeg: jpg jpeg
            image/gif: gif
            image/webp: webp
            image/avif: avif
            image/bmp: bmp
            image/tiff: tif tiff
            image/x-icon: ico
            font/woff: woff
            font/woff2: woff2
            font/ttf: ttf
            font/otf: otf
            application/vnd.ms-fontobject: eot
            audio/mpeg: mp3
            audio/ogg: ogg oga opus
            audio/wav: wav
            audio/flac: flac
            audio/mp4: m4a
            video/mp4: mp4 m4v
            video/webm: webm
            video/ogg: ogv
            video/quicktime: mov
            video/mp2t: ts
            """);

    private MediaTypes() {}

    private static Map<String, String> byEnding(String table) {
        Map<String, String> types = new HashMap<>();
        table.lines().forEach(line -> {
            int colon = line.lastIndexOf(": ");
            for (String ending : line.substring(colon + 2).split(" ", -1)) types.put(ending, line.substring(0, colon));
        });
        return Map.copyOf(types);
    }

    /// The type of a file of this name.
    public static String of(String name) {
        int dot = name.lastIndexOf('.');
        return BY_ENDING.getOrDefault(name.substring(dot + 1).toLowerCase(Locale.ROOT), UNKNOWN);
    }
}
