extension RunPage {
    /// The page's style: light and dark by what the reader's system says, light on paper.
    static let style =
        """

        :root{color-scheme:light dark;--page:#f6f7f9;--card:#ffffff;--text:#15181d;--soft:#5a6270;
        --line:#dfe3e9;--up:8 122 85;--down:196 43 43;
        --c1:#1f5fbf;--c2:#c2570c;--c3:#0f7b6c;--c4:#7a3fb0;--c5:#a3203f;--c6:#6b6f1d}
        @media(prefers-color-scheme:dark){:root{--page:#0f1216;--card:#171b21;--text:#e7eaef;
        --soft:#9aa4b2;--line:#2b323c;--up:62 190 140;--down:240 105 105;
        --c1:#6ea8ff;--c2:#f2994a;--c3:#4fc9b4;--c4:#c08bf0;--c5:#f27d97;--c6:#c9cc5d}}
        *{box-sizing:border-box}
        body{margin:0;background:var(--page);color:var(--text);
        font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",sans-serif}
        main{max-width:1080px;margin:0 auto;padding:24px 16px 48px}
        h1{font-size:26px;line-height:1.25;margin:8px 0 16px;overflow-wrap:anywhere}
        h2{font-size:19px;margin:0 0 12px}
        h3{font-size:15px;margin:20px 0 6px;overflow-wrap:anywhere}
        section{background:var(--card);border:1px solid var(--line);border-radius:10px;
        padding:18px;margin:18px 0}
        .tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(150px,1fr));gap:12px;
        margin:0 0 18px}
        .tile{background:var(--card);border:1px solid var(--line);border-radius:10px;
        padding:12px 14px}
        .tile span{display:block;color:var(--soft);font-size:13px}
        .tile small{display:block;color:var(--soft)}
        .tile strong{font-size:22px;font-weight:600;font-variant-numeric:tabular-nums}
        dl{margin:0;display:grid;gap:2px 24px}
        dl div{display:grid;grid-template-columns:minmax(120px,220px) 1fr;gap:12px}
        dt{color:var(--soft)}
        dd{margin:0;overflow-wrap:anywhere}
        .table,.chart{overflow-x:auto}
        table{border-collapse:collapse;font-size:13.5px;font-variant-numeric:tabular-nums}
        th,td{padding:4px 10px;text-align:left;border-bottom:1px solid var(--line);
        vertical-align:top}
        th{font-weight:500;color:var(--soft);white-space:nowrap}
        thead th{border-bottom:2px solid var(--line)}
        .number{text-align:right;white-space:nowrap}
        .none,.note{color:var(--soft)}
        .note{font-size:13px;margin:8px 0}
        .statistics{min-width:50%}
        .months td,.months th{padding:4px 7px;text-align:right}
        .months td:last-child{font-weight:600}
        .gain{background:rgb(var(--up)/calc(var(--m)*4%))}
        .loss{background:rgb(var(--down)/calc(var(--m)*4%))}
        .m0{--m:0}.m1{--m:1}.m2{--m:2}.m3{--m:3}.m4{--m:4}.m5{--m:5}
        .m6{--m:6}.m7{--m:7}.m8{--m:8}.m9{--m:9}.m10{--m:10}
        .legend{margin:0 0 4px;display:flex;flex-wrap:wrap;gap:2px 18px;font-size:13px;
        color:var(--soft)}
        .legend i{display:inline-block;width:16px;height:3px;border-radius:2px;margin-right:6px;
        vertical-align:middle;background:currentColor}
        .s1{--c:var(--c1)}.s2{--c:var(--c2)}.s3{--c:var(--c3)}
        .s4{--c:var(--c4)}.s5{--c:var(--c5)}.s6{--c:var(--c6)}
        .legend i.s1,.legend i.s2,.legend i.s3,.legend i.s4,.legend i.s5,.legend i.s6{
        background:var(--c)}
        svg{display:block;width:100%;min-width:620px;height:auto;margin:2px 0 10px}
        svg text{font-size:11.5px;fill:var(--soft);font-variant-numeric:tabular-nums}
        svg .up{text-anchor:end}
        .grid,.tick{stroke:var(--line);stroke-width:1}
        .zero{stroke:var(--soft);stroke-width:1}
        .line{fill:none;stroke:var(--c);stroke-width:1.4;stroke-linejoin:round}
        .area{fill:var(--c);fill-opacity:.16;stroke:none}
        .buy{fill:rgb(var(--up));stroke:var(--card);stroke-width:.6}
        .sell{fill:rgb(var(--down));stroke:var(--card);stroke-width:.6}
        @media print{:root{--page:#fff;--card:#fff;--text:#000;--soft:#444;--line:#ccc;
        --up:8 122 85;--down:196 43 43;--c1:#1f5fbf;--c2:#c2570c;--c3:#0f7b6c;--c4:#7a3fb0;
        --c5:#a3203f;--c6:#6b6f1d}
        *{print-color-adjust:exact}
        main{max-width:none;padding:0}
        section{border:0;padding:0;margin:14px 0}
        svg,tr,.tile,h2,h3{break-inside:avoid}h2,h3,.legend{break-after:avoid}
        .table,.chart{overflow:visible}svg{min-width:0}
        table{font-size:8.5pt}.months td,.months th{padding:2px 4px}}

        """
}
