# Unpacks Prometheus (or Alertmanager) beside this script; downloads it unless an archive is there.
#   .\install.ps1 [-Version 2.51.0] [-Tool prometheus|alertmanager] [-Archive FILE]
# Offline: put the release's .zip beside this script, or name it with -Archive.
param(
    [ValidatePattern('^(\d+\.\d+\.\d+)?$')][string]$Version = '',
    [ValidateSet('prometheus', 'alertmanager')][string]$Tool = 'prometheus',
    [string]$Archive = ''
)
$ErrorActionPreference = 'Stop'

$defaults = @{ prometheus = '2.51.0'; alertmanager = '0.27.0' }
if (-not $Version) { $Version = $defaults[$Tool] }
$name = "$Tool-$Version.windows-amd64"
$target = Join-Path $PSScriptRoot "bin\$Tool"
$work = Join-Path ([IO.Path]::GetTempPath()) ([Guid]::NewGuid())
New-Item -ItemType Directory -Path $work | Out-Null

try {
    $besides = Join-Path $PSScriptRoot "$name.zip"
    if (-not $Archive -and (Test-Path $besides)) { $Archive = $besides }
    if (-not $Archive) {
        $base = "https://github.com/prometheus/$Tool/releases/download/v$Version"
        $Archive = Join-Path $work "$name.zip"
        Write-Host "downloading $base/$name.zip"
        try {
            Invoke-WebRequest "$base/$name.zip" -OutFile $Archive -UseBasicParsing
            $sums = (Invoke-WebRequest "$base/sha256sums.txt" -UseBasicParsing).Content
        } catch {
            throw "The download failed. Get $name.zip on another machine, put it into $PSScriptRoot and start this script again (README: offline, proxy, certificates)."
        }
        if ($sums -is [byte[]]) { $sums = [Text.Encoding]::ASCII.GetString($sums) }
        $wanted = ($sums -split "`n" | Where-Object { $_ -match [regex]::Escape("$name.zip") }) -split '\s+' | Select-Object -First 1
        if (-not $wanted -or (Get-FileHash $Archive -Algorithm SHA256).Hash -ne $wanted) { throw "The checksum of $name.zip is wrong." }
    }
    Expand-Archive $Archive -DestinationPath $work -Force
    if (-not (Test-Path (Join-Path $work "$name\$Tool.exe"))) { throw "$Archive holds no $name\$Tool.exe" }
    if (Test-Path $target) { Remove-Item $target -Recurse -Force }
    New-Item -ItemType Directory -Path (Join-Path $PSScriptRoot 'bin') -Force | Out-Null
    Move-Item (Join-Path $work $name) $target
    Write-Host (Join-Path $target "$Tool.exe")
} finally {
    Remove-Item $work -Recurse -Force -ErrorAction SilentlyContinue
}
