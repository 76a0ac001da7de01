"""Packs the extension: a .vsix is a zip with a manifest of its own. The same files give the same bytes."""

import json
import zipfile
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

HERE = Path(__file__).parent
FILES = [
    "package.json",
    "language-configuration.json",
    "syntaxes/dabiao.tmLanguage.json",
    "snippets/dabiao.json",
    "dist/extension.js",
    "README.md",
]
# There only where the WASM module was built.
WEB_FILES = ["dist/web.js", "dist/worker.js", "dist/dabiao.wasm"]
TYPES = """<?xml version="1.0" encoding="utf-8"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">\
<Default Extension=".json" ContentType="application/json"/>\
<Default Extension=".js" ContentType="application/javascript"/>\
<Default Extension=".md" ContentType="text/markdown"/>\
<Default Extension=".wasm" ContentType="application/wasm"/>\
<Default Extension=".vsixmanifest" ContentType="text/xml"/></Types>
"""


def manifest(package):
    engine = package["engines"]["vscode"]
    return f"""<?xml version="1.0" encoding="utf-8"?>
<PackageManifest Version="2.0.0" xmlns="http://schemas.microsoft.com/developer/vsx-schema/2011">
<Metadata>
<Identity Language="zh-CN" Id={quoteattr(package["name"])} Version={quoteattr(package["version"])} \
Publisher={quoteattr(package["publisher"])}/>
<DisplayName>{escape(package["displayName"])}</DisplayName>
<Description xml:space="preserve">{escape(package["description"])}</Description>
<Categories>{escape(",".join(package["categories"]))}</Categories>
<Properties>
<Property Id="Microsoft.VisualStudio.Code.Engine" Value={quoteattr(engine)}/>
<Property Id="Microsoft.VisualStudio.Code.ExtensionKind" Value="workspace,web"/>
</Properties>
</Metadata>
<Installation><InstallationTarget Id="Microsoft.VisualStudio.Code"/></Installation>
<Dependencies/>
<Assets>
<Asset Type="Microsoft.VisualStudio.Code.Manifest" Path="extension/package.json" Addressable="true"/>
<Asset Type="Microsoft.VisualStudio.Services.Content.Details" Path="extension/README.md" Addressable="true"/>
</Assets>
</PackageManifest>
"""


def main():
    package = json.loads((HERE / "package.json").read_text("utf-8"))
    parts = [("extension.vsixmanifest", manifest(package).encode()), ("[Content_Types].xml", TYPES.encode())]
    names = FILES + [name for name in WEB_FILES if (HERE / name).exists()]
    parts += [(f"extension/{name}", (HERE / name).read_bytes()) for name in names]
    with zipfile.ZipFile(HERE / "dabiao.vsix", "w", zipfile.ZIP_DEFLATED) as out:
        for name, content in parts:
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            out.writestr(info, content)
    print(HERE / "dabiao.vsix")


if __name__ == "__main__":
    main()
