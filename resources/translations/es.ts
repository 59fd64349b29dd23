<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="es" sourcelanguage="en">
<context>
    <name>mmdesk</name>
    <message>
        <source>! quarantined</source>
        <translation>! en cuarentena</translation>
    </message>
    <message>
        <source>? unknown (cancel)</source>
        <translation>? desconocida (baja)</translation>
    </message>
    <message>
        <source>? unknown (change)</source>
        <translation>? desconocida (cambio)</translation>
    </message>
    <message>
        <source>? unknown (new)</source>
        <translation>? desconocida (alta)</translation>
    </message>
    <message>
        <source>ARMED</source>
        <translation>ARMADA</translation>
    </message>
    <message>
        <source>Ack ms</source>
        <translation>Conf. ms</translation>
    </message>
    <message>
        <source>Age</source>
        <translation>Edad</translation>
    </message>
    <message>
        <source>Ask</source>
        <translation>Venta</translation>
    </message>
    <message>
        <source>Average price</source>
        <translation>Precio medio</translation>
    </message>
    <message>
        <source>Back to now (End)</source>
        <translation>Volver al presente (Fin)</translation>
    </message>
    <message>
        <source>Bid</source>
        <translation>Compra</translation>
    </message>
    <message>
        <source>Blocked by</source>
        <translation>Bloqueado por</translation>
    </message>
    <message>
        <source>Book gaps / crossed</source>
        <translation>Huecos / cruces del libro</translation>
    </message>
    <message>
        <source>Book imbalance</source>
        <translation>Desequilibrio del libro</translation>
    </message>
    <message>
        <source>Book not trusted</source>
        <translation>Libro no fiable</translation>
    </message>
    <message>
        <source>Cancel all and quit</source>
        <translation>Cancelar todo y salir</translation>
    </message>
    <message>
        <source>Cancel all quotes and stop quoting</source>
        <translation>Cancelar todas las cotizaciones y dejar de cotizar</translation>
    </message>
    <message>
        <source>Cancel the selected orders</source>
        <translation>Cancelar las órdenes seleccionadas</translation>
    </message>
    <message>
        <source>Cancelling all orders, then quitting</source>
        <translation>Cancelando todas las órdenes antes de salir</translation>
    </message>
    <message>
        <source>Cancelling orders: {count}</source>
        <translation>Cancelando órdenes: {count}</translation>
    </message>
    <message>
        <source>Charts back to now</source>
        <translation>Gráficos: volver al presente</translation>
    </message>
    <message>
        <source>Check them on the venue's own page before you quit.</source>
        <translation>Compruébelas en la página de la plataforma antes de salir.</translation>
    </message>
    <message>
        <source>Client id</source>
        <translation>Id de cliente</translation>
    </message>
    <message>
        <source>Connection between window and engine</source>
        <translation>Conexión entre ventana y motor</translation>
    </message>
    <message>
        <source>Context</source>
        <translation>Contexto</translation>
    </message>
    <message>
        <source>DB {stored} of {journal}</source>
        <translation>BD {stored} de {journal}</translation>
    </message>
    <message>
        <source>DEMO</source>
        <translation>DEMO</translation>
    </message>
    <message>
        <source>DISARMED</source>
        <translation>DESARMADA</translation>
    </message>
    <message>
        <source>Data age ms</source>
        <translation>Edad ms</translation>
    </message>
    <message>
        <source>Disarm</source>
        <translation>Desarmar</translation>
    </message>
    <message>
        <source>Disarming: open orders to cancel: {count}</source>
        <translation>Desarmando: órdenes abiertas por cancelar: {count}</translation>
    </message>
    <message>
        <source>Dismiss</source>
        <translation>Descartar</translation>
    </message>
    <message>
        <source>Distance from the middle of the market, in basis points</source>
        <translation>Distancia al centro del mercado, en puntos básicos</translation>
    </message>
    <message>
        <source>Distance of the price from fair value at the fill; plus is in our favour</source>
        <translation>Distancia del precio al valor justo en la ejecución; más es a nuestro favor</translation>
    </message>
    <message>
        <source>Edge bps</source>
        <translation>Ventaja bps</translation>
    </message>
    <message>
        <source>Engine in its own process</source>
        <translation>Motor en su propio proceso</translation>
    </message>
    <message>
        <source>Engine: connected</source>
        <translation>Motor: conectado</translation>
    </message>
    <message>
        <source>Engine: not connected</source>
        <translation>Motor: no conectado</translation>
    </message>
    <message>
        <source>Everything shown is as old as that.</source>
        <translation>Todo lo que se ve tiene esa edad.</translation>
    </message>
    <message>
        <source>Fair value</source>
        <translation>Valor justo</translation>
    </message>
    <message>
        <source>Fee</source>
        <translation>Comisión</translation>
    </message>
    <message>
        <source>Fees (quote)</source>
        <translation>Comisiones (cotiz.)</translation>
    </message>
    <message>
        <source>Figures that do not fit</source>
        <translation>Cifras que no caben</translation>
    </message>
    <message>
        <source>Filled</source>
        <translation>Ejecutado</translation>
    </message>
    <message>
        <source>Fills</source>
        <translation>Ejecuciones</translation>
    </message>
    <message>
        <source>First price</source>
        <translation>Primer precio</translation>
    </message>
    <message>
        <source>From the order's bytes on the socket to the venue's answer</source>
        <translation>Desde los bytes de la orden en el socket hasta la respuesta de la plataforma</translation>
    </message>
    <message>
        <source>Half spread bps</source>
        <translation>Medio dif. bps</translation>
    </message>
    <message>
        <source>Hold the arm button again when this is settled.</source>
        <translation>Mantenga de nuevo el botón de armar cuando esté resuelto.</translation>
    </message>
    <message>
        <source>Hold the mouse or Space for 1.2 seconds to start quoting</source>
        <translation>Mantenga el ratón o Espacio 1,2 segundos para empezar a cotizar</translation>
    </message>
    <message>
        <source>Hold to arm</source>
        <translation>Mantener para armar</translation>
    </message>
    <message>
        <source>If orders may be open, cancel them on the venue's own page.</source>
        <translation>Si puede haber órdenes abiertas, cancélelas en la página de la plataforma.</translation>
    </message>
    <message>
        <source>Inventory</source>
        <translation>Inventario</translation>
    </message>
    <message>
        <source>Inventory skew</source>
        <translation>Sesgo inventario</translation>
    </message>
    <message>
        <source>It may come back by itself. STOP is sent as soon as it listens.</source>
        <translation>Puede volver por sí solo. STOP se envía en cuanto escuche.</translation>
    </message>
    <message>
        <source>Keyboard shortcuts</source>
        <translation>Atajos de teclado</translation>
    </message>
    <message>
        <source>LIVE</source>
        <translation>REAL</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>Idioma</translation>
    </message>
    <message>
        <source>Latency ms</source>
        <translation>Latencia ms</translation>
    </message>
    <message>
        <source>Level</source>
        <translation>Nivel</translation>
    </message>
    <message>
        <source>Limit</source>
        <translation>Límite</translation>
    </message>
    <message>
        <source>Limit use %</source>
        <translation>Uso límite %</translation>
    </message>
    <message>
        <source>Live market data, simulated fills: no real money</source>
        <translation>Datos reales, ejecuciones simuladas: sin dinero real</translation>
    </message>
    <message>
        <source>Log</source>
        <translation>Registro</translation>
    </message>
    <message>
        <source>Look at the log, then try again.</source>
        <translation>Mire el registro e inténtelo de nuevo.</translation>
    </message>
    <message>
        <source>Loop lag {ms} ms</source>
        <translation>Retraso {ms} ms</translation>
    </message>
    <message>
        <source>Mark</source>
        <translation>Referencia</translation>
    </message>
    <message>
        <source>Market</source>
        <translation>Mercado</translation>
    </message>
    <message>
        <source>Menu</source>
        <translation>Menú</translation>
    </message>
    <message>
        <source>Message</source>
        <translation>Mensaje</translation>
    </message>
    <message>
        <source>Messages/s</source>
        <translation>Mensajes/s</translation>
    </message>
    <message>
        <source>Mode</source>
        <translation>Modo</translation>
    </message>
    <message>
        <source>Model price</source>
        <translation>Precio del modelo</translation>
    </message>
    <message>
        <source>Module</source>
        <translation>Módulo</translation>
    </message>
    <message>
        <source>More figures</source>
        <translation>Más cifras</translation>
    </message>
    <message>
        <source>Net P&amp;L</source>
        <translation>PyG neto</translation>
    </message>
    <message>
        <source>Next panel</source>
        <translation>Panel siguiente</translation>
    </message>
    <message>
        <source>No engine answers</source>
        <translation>Ningún motor responde</translation>
    </message>
    <message>
        <source>No fills yet: they appear here when somebody trades with one of our quotes.</source>
        <translation>Aún no hay ejecuciones: aparecen cuando alguien opera contra una de nuestras cotizaciones.</translation>
    </message>
    <message>
        <source>No open orders at this moment: see the reason in the panel at the right.</source>
        <translation>Sin órdenes abiertas en este momento: vea el motivo en el panel de la derecha.</translation>
    </message>
    <message>
        <source>No open orders: quoting is paused. Press Ctrl+. to resume.</source>
        <translation>Sin órdenes abiertas: cotización en pausa. Pulse Ctrl+. para reanudar.</translation>
    </message>
    <message>
        <source>No open orders: the desk is disarmed. Hold the arm button to start quoting.</source>
        <translation>Sin órdenes abiertas: la mesa está desarmada. Mantenga el botón de armar para empezar a cotizar.</translation>
    </message>
    <message>
        <source>No open orders: the desk was stopped. Press Reset stop, then hold the arm button.</source>
        <translation>Sin órdenes abiertas: la mesa se detuvo. Pulse Quitar el STOP y mantenga el botón de armar.</translation>
    </message>
    <message>
        <source>No orders are known: the engine is not connected.</source>
        <translation>No se conocen órdenes: el motor no está conectado.</translation>
    </message>
    <message>
        <source>No positions yet: the first fill opens one.</source>
        <translation>Aún no hay posiciones: la primera ejecución abre una.</translation>
    </message>
    <message>
        <source>Not armed: something is missing</source>
        <translation>No armada: falta algo</translation>
    </message>
    <message>
        <source>Not confirmed yet: check the orders on the venue's own page and press STOP again.</source>
        <translation>Sin confirmar: compruebe las órdenes en la página de la plataforma y pulse STOP otra vez.</translation>
    </message>
    <message>
        <source>Not every order was cancelled</source>
        <translation>No se cancelaron todas las órdenes</translation>
    </message>
    <message>
        <source>Not ready to arm: {reasons}</source>
        <translation>No se puede armar: {reasons}</translation>
    </message>
    <message>
        <source>Nothing is quoted now. A new engine starts disarmed and asks the venue for all orders and fills.</source>
        <translation>Ahora no se cotiza nada. Un motor nuevo arranca desarmado y pide a la plataforma todas las órdenes y ejecuciones.</translation>
    </message>
    <message>
        <source>Nothing to pause: the desk is not armed</source>
        <translation>Nada que pausar: la mesa no está armada</translation>
    </message>
    <message>
        <source>Nothing to report yet.</source>
        <translation>Nada que contar todavía.</translation>
    </message>
    <message>
        <source>OFFLINE</source>
        <translation>SIN MOTOR</translation>
    </message>
    <message>
        <source>Open orders</source>
        <translation>Abiertas</translation>
    </message>
    <message>
        <source>Open orders: {count}. Quoting stops when the engine ends.</source>
        <translation>Órdenes abiertas: {count}. La cotización cesa cuando termina el motor.</translation>
    </message>
    <message>
        <source>Open: {open}. Unknown: {unknown}.</source>
        <translation>Abiertas: {open}. Desconocidas: {unknown}.</translation>
    </message>
    <message>
        <source>Orders</source>
        <translation>Órdenes</translation>
    </message>
    <message>
        <source>Orders may still be open</source>
        <translation>Puede haber órdenes abiertas</translation>
    </message>
    <message>
        <source>Orders of unknown state count in full until the venue has answered</source>
        <translation>Las órdenes de estado desconocido cuentan enteras hasta que la plataforma responda</translation>
    </message>
    <message>
        <source>Orders that may still be open at the venue: {count}.</source>
        <translation>Órdenes que pueden seguir abiertas en la plataforma: {count}.</translation>
    </message>
    <message>
        <source>Our ask</source>
        <translation>Nuestra venta</translation>
    </message>
    <message>
        <source>Our bid</source>
        <translation>Nuestra compra</translation>
    </message>
    <message>
        <source>Our spread / the market's spread, in basis points</source>
        <translation>Nuestro diferencial / el del mercado, en puntos básicos</translation>
    </message>
    <message>
        <source>PAPER</source>
        <translation>PAPEL</translation>
    </message>
    <message>
        <source>PAUSED</source>
        <translation>EN PAUSA</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>Pausar</translation>
    </message>
    <message>
        <source>Pause or resume quoting</source>
        <translation>Pausar o reanudar la cotización</translation>
    </message>
    <message>
        <source>Positions</source>
        <translation>Posiciones</translation>
    </message>
    <message>
        <source>Press Reset stop, then hold the arm button, to quote again.</source>
        <translation>Pulse Quitar el STOP y mantenga el botón de armar para volver a cotizar.</translation>
    </message>
    <message>
        <source>Previous panel</source>
        <translation>Panel anterior</translation>
    </message>
    <message>
        <source>Price</source>
        <translation>Precio</translation>
    </message>
    <message>
        <source>Pull quotes and keep the state (Ctrl+.)</source>
        <translation>Retirar las cotizaciones y conservar el estado (Ctrl+.)</translation>
    </message>
    <message>
        <source>Quantity</source>
        <translation>Cantidad</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>Salir</translation>
    </message>
    <message>
        <source>Quit anyway</source>
        <translation>Salir de todos modos</translation>
    </message>
    <message>
        <source>Quit? The desk is still working</source>
        <translation>¿Salir? La mesa sigue trabajando</translation>
    </message>
    <message>
        <source>Quoted price</source>
        <translation>Precio cotizado</translation>
    </message>
    <message>
        <source>Quotes / cancels</source>
        <translation>Cotizaciones / bajas</translation>
    </message>
    <message>
        <source>Quoting</source>
        <translation>Cotizando</translation>
    </message>
    <message>
        <source>Real orders with real money</source>
        <translation>Órdenes reales con dinero real</translation>
    </message>
    <message>
        <source>Realised (quote)</source>
        <translation>Realizado (cotiz.)</translation>
    </message>
    <message>
        <source>Reconnects {reconnects}, malformed messages {malformed}, request weight {weight} %</source>
        <translation>Reconexiones {reconnects}, mensajes mal formados {malformed}, peso de peticiones {weight} %</translation>
    </message>
    <message>
        <source>Reset stop</source>
        <translation>Quitar el STOP</translation>
    </message>
    <message>
        <source>Reset the layout</source>
        <translation>Restablecer la disposición</translation>
    </message>
    <message>
        <source>Restart the engine</source>
        <translation>Reiniciar el motor</translation>
    </message>
    <message>
        <source>Restart the engine from here.</source>
        <translation>Reinicie el motor desde aquí.</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>Reanudar</translation>
    </message>
    <message>
        <source>Role</source>
        <translation>Papel</translation>
    </message>
    <message>
        <source>STOP and cancel all</source>
        <translation>STOP y cancelar todo</translation>
    </message>
    <message>
        <source>STOP and cancel all  F12</source>
        <translation>STOP: cancelar todo  F12</translation>
    </message>
    <message>
        <source>STOP: cancelling, {elapsed} s. Open: {open}. Unknown: {unknown}.</source>
        <translation>STOP: cancelando, {elapsed} s. Abiertas: {open}. Desconocidas: {unknown}.</translation>
    </message>
    <message>
        <source>STOP: no engine answers, {elapsed} s</source>
        <translation>STOP: ningún motor responde, {elapsed} s</translation>
    </message>
    <message>
        <source>STOPPED</source>
        <translation>DETENIDA</translation>
    </message>
    <message>
        <source>Select orders in the Orders table first</source>
        <translation>Seleccione antes órdenes en la tabla Órdenes</translation>
    </message>
    <message>
        <source>Session</source>
        <translation>Sesión</translation>
    </message>
    <message>
        <source>Settle what is named here, then try again. The log folder has the details.</source>
        <translation>Resuelva lo que se indica y reinténtelo. La carpeta de registros tiene los detalles.</translation>
    </message>
    <message>
        <source>Severity</source>
        <translation>Gravedad</translation>
    </message>
    <message>
        <source>Show fills</source>
        <translation>Ver ejecuciones</translation>
    </message>
    <message>
        <source>Show log</source>
        <translation>Ver registro</translation>
    </message>
    <message>
        <source>Show orders</source>
        <translation>Ver órdenes</translation>
    </message>
    <message>
        <source>Show positions</source>
        <translation>Ver posiciones</translation>
    </message>
    <message>
        <source>Side</source>
        <translation>Lado</translation>
    </message>
    <message>
        <source>Simulated venue</source>
        <translation>Plataforma simulada</translation>
    </message>
    <message>
        <source>Simulated venue on this machine</source>
        <translation>Plataforma simulada en este equipo</translation>
    </message>
    <message>
        <source>Simulated venue on this machine: no keys, no outside network, no real money</source>
        <translation>Plataforma simulada en este equipo: sin claves, sin red externa, sin dinero real</translation>
    </message>
    <message>
        <source>Since the start of the session, in {quote}
Realised {realised}
Unrealised {unrealised}
Fees paid {fees}
Not explained {residual}</source>
        <translation>Desde el inicio de la sesión, en {quote}
Realizado {realised}
No realizado {unrealised}
Comisiones pagadas {fees}
Sin explicar {residual}</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Tamaño</translation>
    </message>
    <message>
        <source>Something went wrong in the window itself</source>
        <translation>Algo falló en la propia ventana</translation>
    </message>
    <message>
        <source>Spread bps</source>
        <translation>Diferencial bps</translation>
    </message>
    <message>
        <source>Stale {age}</source>
        <translation>Sin datos nuevos: {age}</translation>
    </message>
    <message>
        <source>Starting the demo</source>
        <translation>Iniciando la demo</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Estado</translation>
    </message>
    <message>
        <source>Stay</source>
        <translation>Quedarse</translation>
    </message>
    <message>
        <source>Stop quoting and cancel every order, at once (F12)</source>
        <translation>Dejar de cotizar y cancelar todas las órdenes, de inmediato (F12)</translation>
    </message>
    <message>
        <source>Stopped: no order is open</source>
        <translation>Detenida: no hay órdenes abiertas</translation>
    </message>
    <message>
        <source>Tables</source>
        <translation>Tablas</translation>
    </message>
    <message>
        <source>Target</source>
        <translation>Objetivo</translation>
    </message>
    <message>
        <source>The command is kept and sent first when the engine is back.</source>
        <translation>La orden se guarda y se envía primero cuando vuelva el motor.</translation>
    </message>
    <message>
        <source>The desk could not be armed</source>
        <translation>No se pudo armar la mesa</translation>
    </message>
    <message>
        <source>The desk could not be disarmed</source>
        <translation>No se pudo desarmar la mesa</translation>
    </message>
    <message>
        <source>The desk starts disarmed: nothing is quoted until you hold the arm button.</source>
        <translation>La mesa arranca desarmada: no se cotiza nada hasta que mantenga pulsado el botón de armar.</translation>
    </message>
    <message>
        <source>The engine could not be started</source>
        <translation>No se pudo iniciar el motor</translation>
    </message>
    <message>
        <source>The engine did not confirm in time.</source>
        <translation>El motor no confirmó a tiempo.</translation>
    </message>
    <message>
        <source>The engine ended before it confirmed that no order is open.</source>
        <translation>El motor terminó antes de confirmar que no hay órdenes abiertas.</translation>
    </message>
    <message>
        <source>The engine has ended unexpectedly</source>
        <translation>El motor ha terminado de forma inesperada</translation>
    </message>
    <message>
        <source>The engine has not answered for {age}</source>
        <translation>El motor no responde desde hace {age}</translation>
    </message>
    <message>
        <source>The engine is not affected. If it happens again, restart the window.</source>
        <translation>El motor no se ve afectado. Si se repite, reinicie la ventana.</translation>
    </message>
    <message>
        <source>The engine is not running, so nothing can be cancelled from here.</source>
        <translation>El motor no está en marcha: desde aquí no se puede cancelar nada.</translation>
    </message>
    <message>
        <source>The engine refused this window</source>
        <translation>El motor rechazó esta ventana</translation>
    </message>
    <message>
        <source>The language changes at the next start</source>
        <translation>El idioma cambia en el próximo inicio</translation>
    </message>
    <message>
        <source>The pause was not taken</source>
        <translation>La pausa no se aplicó</translation>
    </message>
    <message>
        <source>The saved layout could not be used: this is the default one</source>
        <translation>La disposición guardada no sirve: se muestra la predeterminada</translation>
    </message>
    <message>
        <source>The simulated venue could not be started</source>
        <translation>No se pudo iniciar la plataforma simulada</translation>
    </message>
    <message>
        <source>The venue confirmed it after {elapsed} s.</source>
        <translation>La plataforma lo confirmó tras {elapsed} s.</translation>
    </message>
    <message>
        <source>Tick to order ms p50 / p99</source>
        <translation>Tick a orden ms p50 / p99</translation>
    </message>
    <message>
        <source>Time UTC</source>
        <translation>Hora UTC</translation>
    </message>
    <message>
        <source>To mid bps</source>
        <translation>Al medio bps</translation>
    </message>
    <message>
        <source>Trade id</source>
        <translation>Id de operación</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Reintentar</translation>
    </message>
    <message>
        <source>Unrealised (quote)</source>
        <translation>No realizado (cotiz.)</translation>
    </message>
    <message>
        <source>Value (quote)</source>
        <translation>Valor (cotiz.)</translation>
    </message>
    <message>
        <source>Venue id</source>
        <translation>Id de plataforma</translation>
    </message>
    <message>
        <source>Volatility bps/√s</source>
        <translation>Volatilidad bps/√s</translation>
    </message>
    <message>
        <source>Why this quote</source>
        <translation>Por qué esta cotización</translation>
    </message>
    <message>
        <source>ack {ack} ms</source>
        <translation>conf. {ack} ms</translation>
    </message>
    <message>
        <source>ask</source>
        <translation>venta</translation>
    </message>
    <message>
        <source>ask only</source>
        <translation>solo venta</translation>
    </message>
    <message>
        <source>bid</source>
        <translation>compra</translation>
    </message>
    <message>
        <source>bid only</source>
        <translation>solo compra</translation>
    </message>
    <message>
        <source>both sides</source>
        <translation>ambos lados</translation>
    </message>
    <message>
        <source>bought</source>
        <translation>comprado</translation>
    </message>
    <message>
        <source>bps</source>
        <translation>bps</translation>
    </message>
    <message>
        <source>buy</source>
        <translation>compra</translation>
    </message>
    <message>
        <source>cancelled</source>
        <translation>cancelada</translation>
    </message>
    <message>
        <source>connected</source>
        <translation>conectada</translation>
    </message>
    <message>
        <source>critical</source>
        <translation>crítico</translation>
    </message>
    <message>
        <source>data age p50</source>
        <translation>edad de datos p50</translation>
    </message>
    <message>
        <source>data age p95</source>
        <translation>edad de datos p95</translation>
    </message>
    <message>
        <source>debug</source>
        <translation>depuración</translation>
    </message>
    <message>
        <source>denied by limits</source>
        <translation>denegada por límites</translation>
    </message>
    <message>
        <source>error</source>
        <translation>error</translation>
    </message>
    <message>
        <source>exit code {code}</source>
        <translation>código de salida {code}</translation>
    </message>
    <message>
        <source>expired</source>
        <translation>caducada</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>falló</translation>
    </message>
    <message>
        <source>fair</source>
        <translation>justo</translation>
    </message>
    <message>
        <source>filled</source>
        <translation>ejecutada</translation>
    </message>
    <message>
        <source>info</source>
        <translation>información</translation>
    </message>
    <message>
        <source>killed by signal {number}</source>
        <translation>terminado por la señal {number}</translation>
    </message>
    <message>
        <source>last message {age} ms ago</source>
        <translation>último mensaje hace {age} ms</translation>
    </message>
    <message>
        <source>maker</source>
        <translation>maker</translation>
    </message>
    <message>
        <source>market</source>
        <translation>mercado</translation>
    </message>
    <message>
        <source>not connected</source>
        <translation>no conectada</translation>
    </message>
    <message>
        <source>off</source>
        <translation>no</translation>
    </message>
    <message>
        <source>order ack p95</source>
        <translation>confirmación de orden p95</translation>
    </message>
    <message>
        <source>our ask</source>
        <translation>nuestra venta</translation>
    </message>
    <message>
        <source>our bid</source>
        <translation>nuestra compra</translation>
    </message>
    <message>
        <source>ours</source>
        <translation>nuestro</translation>
    </message>
    <message>
        <source>partially filled</source>
        <translation>ejecutada en parte</translation>
    </message>
    <message>
        <source>pending cancel</source>
        <translation>baja pendiente</translation>
    </message>
    <message>
        <source>pending change</source>
        <translation>cambio pendiente</translation>
    </message>
    <message>
        <source>pending new</source>
        <translation>alta pendiente</translation>
    </message>
    <message>
        <source>planned</source>
        <translation>prevista</translation>
    </message>
    <message>
        <source>ready after {seconds} s</source>
        <translation>listo tras {seconds} s</translation>
    </message>
    <message>
        <source>reconciling</source>
        <translation>reconciliando</translation>
    </message>
    <message>
        <source>rejected</source>
        <translation>rechazada</translation>
    </message>
    <message>
        <source>resting</source>
        <translation>en libro</translation>
    </message>
    <message>
        <source>sell</source>
        <translation>venta</translation>
    </message>
    <message>
        <source>sold</source>
        <translation>vendido</translation>
    </message>
    <message>
        <source>taker</source>
        <translation>taker</translation>
    </message>
    <message>
        <source>the engine is not connected</source>
        <translation>el motor no está conectado</translation>
    </message>
    <message>
        <source>waiting</source>
        <translation>en espera</translation>
    </message>
    <message>
        <source>warning</source>
        <translation>aviso</translation>
    </message>
    <message>
        <source>{percent} % of the limit of {limit}</source>
        <translation>{percent} % del límite de {limit}</translation>
    </message>
    <message>
        <source>▲ DB fault: {fault}</source>
        <translation>▲ Fallo de BD: {fault}</translation>
    </message>
    <message>
        <source>The simulated venue has ended for good</source>
        <translation>El mercado simulado ha terminado definitivamente</translation>
    </message>
    <message>
        <source>Nothing more can be quoted in this session. Close the desk and start it again.</source>
        <translation>En esta sesión ya no se puede cotizar. Cierre la mesa y vuelva a abrirla.</translation>
    </message>
</context>
</TS>
